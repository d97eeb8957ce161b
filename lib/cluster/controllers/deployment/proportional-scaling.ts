import type { Deployment, ReplicaSet } from '../../../kube/generated/apps-v1';
import { desiredReplicas, replicaLimits } from './replica-limits';
import { isActive, largestThenNewestFirst, largestThenOldestFirst, sizeOf, totalSize } from './replica-sets';
import { countInAnnotation, MAX_REPLICAS } from './revision';

/**
 * The sizes of all active ReplicaSets after the Deployment was scaled in the middle of a rollout: the change is shared
 * in proportion to their sizes, so that a bad new version does not get more than its part. Largest first. Pure.
 */
export function proportionalSizes(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
): ReadonlyMap<ReplicaSet, number> {
  const active = replicaSets.filter(isActive);
  const desired = desiredReplicas(deployment);
  const allowed = desired > 0 ? desired + replicaLimits(deployment).maxSurge : 0;
  const toAdd = allowed - totalSize(active);
  if (toAdd !== 0) active.sort(toAdd > 0 ? largestThenNewestFirst : largestThenOldestFirst);
  const sizes = new Map<ReplicaSet, number>();
  let added = 0;
  for (const replicaSet of active) {
    const share = proportion(replicaSet, deployment, toAdd, added);
    sizes.set(replicaSet, sizeOf(replicaSet) + share);
    added += share;
  }
  const largest = active[0];
  if (largest && toAdd !== 0) sizes.set(largest, Math.max(0, sizes.get(largest)! + toAdd - added));
  return sizes;
}

/** @param added what the ReplicaSets before this one got */
function proportion(replicaSet: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  const rest = toAdd - added;
  if (toAdd === 0 || rest === 0) return 0;
  const share = fraction(replicaSet, deployment);
  return toAdd > 0 ? Math.min(share, rest) : Math.max(share, rest);
}

function fraction(replicaSet: ReplicaSet, deployment: Deployment): number {
  const size = sizeOf(replicaSet);
  const desired = desiredReplicas(deployment);
  if (desired === 0) return -size;
  const most = desired + replicaLimits(deployment).maxSurge;
  const before = countInAnnotation(replicaSet, MAX_REPLICAS) || (deployment.status?.replicas ?? 0);
  if (before === 0) return 0;
  return roundHalfAwayFromZero((size * most) / before) - size;
}

function roundHalfAwayFromZero(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}
