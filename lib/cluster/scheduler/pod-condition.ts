import type { Client } from '../../client/client';
import type { Pod, PodCondition } from '../../kube/generated/core-v1';
import { Pods } from '../../kube/generated/resources';
import { podCondition } from '../../kube/pod-status';
import { timestamp } from '../clock/clock';

export interface NewCondition {
  readonly type: 'PodScheduled' | 'DisruptionTarget';
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

export interface StatusChange {
  readonly condition?: NewCondition;
  /** The node that the pod is promised; empty for none. Absent to leave it as it is. */
  readonly nominatedNodeName?: string;
}

/** Writes what differs from the pod's status, if anything does. `now` in milliseconds since the Unix epoch. */
export function patchPodStatus(
  client: Client,
  pod: Pod,
  { condition, nominatedNodeName }: StatusChange,
  now: number,
): void {
  const { namespace, name } = pod.metadata;
  const changed = condition && changedCondition(pod, condition, now);
  const renominated =
    nominatedNodeName !== undefined && nominatedNodeName !== (pod.status?.nominatedNodeName ?? '');
  if (!changed && !renominated) return;
  const status = {
    ...(changed ? { conditions: [changed] } : {}),
    ...(renominated ? { nominatedNodeName: nominatedNodeName || null } : {}),
  };
  client.patch(Pods, namespace!, name!, 'strategic', { status }, { subresource: 'status' });
}

/** The condition as it is to be written; undefined if the pod has it. */
function changedCondition(
  { metadata, status }: Pod,
  condition: NewCondition,
  now: number,
): PodCondition | undefined {
  const known = podCondition(status, condition.type);
  const same = known?.status === condition.status;
  if (same && known.reason === condition.reason && known.message === condition.message) return undefined;
  return {
    ...condition,
    lastTransitionTime: same ? known.lastTransitionTime : timestamp(now),
    ...(metadata.generation ? { observedGeneration: metadata.generation } : {}),
  };
}
