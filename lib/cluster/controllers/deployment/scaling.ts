import type { ReplicaSet } from '../../../kube/generated/apps-v1';
import { proportionalSizes } from './proportional-scaling';
import { desiredReplicas } from './replica-limits';
import { isActive, oldestFirst, sizeOf } from './replica-sets';
import { countInAnnotation, DESIRED_REPLICAS } from './revision';
import type { Rollout } from './rollout';

/** Brings the ReplicaSets to the Deployment's new size without moving the rollout on. */
export function scaleDeployment(rollout: Rollout): void {
  const { deployment } = rollout;
  const desired = desiredReplicas(deployment);
  const only = activeOrLatest(rollout);
  if (only) {
    rollout.scale(only, desired);
  } else if (isSaturated(rollout)) {
    for (const old of rollout.old.filter(isActive)) rollout.scale(old, 0);
  } else if (deployment.spec!.strategy?.type !== 'Recreate') {
    for (const [replicaSet, size] of proportionalSizes(deployment, rollout.all))
      rollout.scale(replicaSet, size, { refresh: true });
  }
}

/** The one active ReplicaSet, or without any the newest; undefined if several are active, or none exists. */
function activeOrLatest({ current, old, all }: Rollout): ReplicaSet | undefined {
  const active = all.filter(isActive);
  if (active.length === 0) return current ?? [...old].sort(oldestFirst).at(-1);
  return active.length === 1 ? active[0] : undefined;
}

/** The current ReplicaSet has all replicas, knows that they are all, and they are available. */
function isSaturated({ current, deployment }: Rollout): boolean {
  const desired = desiredReplicas(deployment);
  return (
    current !== undefined &&
    sizeOf(current) === desired &&
    countInAnnotation(current, DESIRED_REPLICAS) === desired &&
    (current.status?.availableReplicas ?? 0) === desired
  );
}
