import { desiredReplicas, replicaLimits } from './replica-limits';
import { availableReplicas, isActive, oldestFirst, sizeOf, totalSize } from './replica-sets';
import type { Rollout } from './rollout';

/**
 * One step from the old ReplicaSets to the current one, within maxSurge and maxUnavailable. Scales up if it can,
 * otherwise down. Returns whether it scaled anything.
 */
export function rollingUpdateStep(rollout: Rollout): boolean {
  return scaleUpCurrent(rollout) || scaleDownOld(rollout);
}

function scaleUpCurrent(rollout: Rollout): boolean {
  const current = rollout.current!;
  const size = sizeOf(current);
  const desired = desiredReplicas(rollout.deployment);
  if (size === desired) return false;
  return rollout.scale(current, size > desired ? desired : sizeWithinSurge(rollout, size));
}

/** How large the current ReplicaSet may be while the old ones have their sizes. */
export function sizeWithinSurge({ deployment, all }: Rollout, size: number): number {
  const desired = desiredReplicas(deployment);
  const room = desired + replicaLimits(deployment).maxSurge - totalSize(all);
  return room <= 0 ? size : size + Math.min(room, desired - size);
}

function scaleDownOld(rollout: Rollout): boolean {
  const { deployment, current } = rollout;
  const old = rollout.old.filter(isActive);
  if (old.length === 0) return false;
  const minimum = desiredReplicas(deployment) - replicaLimits(deployment).maxUnavailable;
  const missing = sizeOf(current!) - (current!.status?.availableReplicas ?? 0);
  // Pods of the new version that are not available yet must not be made up for by deleting old ones.
  const most = totalSize(old) + sizeOf(current!) - minimum - missing;
  if (most <= 0) return false;
  const unhealthy = removeUnhealthy(rollout, most);
  if (unhealthy === 'outdated') return false;
  return removeAvailable(rollout, minimum) || unhealthy;
}

/**
 * Old pods that are not available serve nobody: they go first, or they could block the rollout for ever.
 * `outdated`: a ReplicaSet has not yet noticed that it shrinks, so its count of available pods cannot be built upon.
 */
function removeUnhealthy(rollout: Rollout, most: number): boolean | 'outdated' {
  let removed = 0;
  for (const replicaSet of rollout.old.filter(isActive).sort(oldestFirst)) {
    if (removed >= most) break;
    const unhealthy = sizeOf(replicaSet) - (replicaSet.status?.availableReplicas ?? 0);
    if (unhealthy < 0) return 'outdated';
    if (unhealthy === 0) continue;
    const count = Math.min(most - removed, unhealthy);
    rollout.scale(replicaSet, sizeOf(replicaSet) - count);
    removed += count;
  }
  return removed > 0;
}

function removeAvailable(rollout: Rollout, minimum: number): boolean {
  const spare = availableReplicas([...rollout.old.filter(isActive), rollout.current!]) - minimum;
  let removed = 0;
  for (const replicaSet of rollout.old.filter(isActive).sort(oldestFirst)) {
    if (removed >= spare) break;
    const count = Math.min(sizeOf(replicaSet), spare - removed);
    rollout.scale(replicaSet, sizeOf(replicaSet) - count);
    removed += count;
  }
  return removed > 0;
}
