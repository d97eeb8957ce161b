import type { DaemonSet } from '../../../kube/generated/apps-v1';
import { scaledValue } from '../../../kube/int-or-string';
import type { ReplicaLimits } from '../../../kube/replica-limits';

/** Percentages resolved against a number of nodes; both round up. When both are nothing, one node may be without. */
export function updateLimits({ spec }: DaemonSet, nodes: number): ReplicaLimits {
  const { type, rollingUpdate } = spec!.updateStrategy ?? {};
  if (type !== 'RollingUpdate' || !rollingUpdate) return { maxSurge: 0, maxUnavailable: nodes > 0 ? 1 : 0 };
  const maxSurge = scaledValue(rollingUpdate.maxSurge ?? 0, nodes, 'up');
  const maxUnavailable = scaledValue(rollingUpdate.maxUnavailable ?? 0, nodes, 'up');
  const isStuck = nodes > 0 && maxSurge === 0 && maxUnavailable === 0;
  return { maxSurge, maxUnavailable: isStuck ? 1 : maxUnavailable };
}

/** Whether a node may have an old pod and a new one. */
export function allowsSurge(daemonSet: DaemonSet): boolean {
  return updateLimits(daemonSet, 1).maxSurge > 0;
}
