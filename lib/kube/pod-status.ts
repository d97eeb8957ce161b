import type { Pod, PodCondition, PodStatus } from './generated/core-v1';

/** Reading a pod's state, as every component of Kubernetes does it. */

export function podCondition(status: PodStatus | undefined, type: string): PodCondition | undefined {
  const conditions = status?.conditions;
  if (!conditions) return undefined;
  // Without a function per pod: controllers count the readiness of thousands, again and again.
  for (let index = 0; index < conditions.length; index++)
    if (conditions[index]!.type === type) return conditions[index];
  return undefined;
}

export function isPodReady(pod: Pod): boolean {
  return podCondition(pod.status, 'Ready')?.status === 'True';
}

/** When the pod became ready, in milliseconds since the Unix epoch; undefined while it is not. */
export function podReadyTime(pod: Pod): number | undefined {
  const ready = podCondition(pod.status, 'Ready');
  return ready?.status === 'True' && ready.lastTransitionTime
    ? Date.parse(ready.lastTransitionTime)
    : undefined;
}

/** Ready for at least `minReadySeconds`. `now` in milliseconds since the Unix epoch. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  if (!isPodReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = podReadyTime(pod);
  return since !== undefined && since + minReadySeconds * 1000 <= now;
}

/** Succeeded or failed: it will never run again. */
export function isPodTerminal(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Neither finished nor being deleted. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && !pod.metadata.deletionTimestamp;
}

/** Being deleted, but not finished yet. */
export function isPodTerminating(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined;
}
