import type { Deployment } from '../../../kube/generated/apps-v1';
import { type ReplicaLimits, replicaLimitsOf } from '../../../kube/replica-limits';

/** How many pods its rolling update may have beyond, or miss below, the desired number. */
export function replicaLimits(deployment: Deployment): ReplicaLimits {
  return replicaLimitsOf(deployment.spec?.strategy, desiredReplicas(deployment));
}

export function desiredReplicas({ spec }: Deployment): number {
  return spec?.replicas ?? 1;
}
