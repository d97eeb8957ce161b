import type { Pod, PodCondition, PodStatus } from '../../kube/generated/core-v1';
import { podCondition } from '../../kube/pod-status';
import { timestamp } from '../clock/clock';

/** The status with a condition set; its transition time moves when its status does. The same status if nothing changes. */
export function withPodCondition(
  status: PodStatus,
  condition: Omit<PodCondition, 'lastTransitionTime'>,
  now: number,
): PodStatus {
  const old = podCondition(status, condition.type);
  if (!old) {
    const added = { ...condition, lastTransitionTime: timestamp(now) };
    return { ...status, conditions: [...(status.conditions ?? []), added] };
  }
  const isSame =
    old.status === condition.status && old.reason === condition.reason && old.message === condition.message;
  if (isSame) return status;
  const lastTransitionTime = old.status === condition.status ? old.lastTransitionTime : timestamp(now);
  const updated = { ...condition, lastTransitionTime };
  return { ...status, conditions: status.conditions!.map((one) => (one === old ? updated : one)) };
}

/** The condition by which a pod says why it is being taken away. */
export function disruptionTarget(
  { metadata }: Pod,
  reason: string,
  message: string,
): Omit<PodCondition, 'lastTransitionTime'> {
  return {
    type: 'DisruptionTarget',
    ...(metadata.generation ? { observedGeneration: metadata.generation } : {}),
    status: 'True',
    reason,
    message,
  };
}
