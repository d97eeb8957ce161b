import type { DeploymentStrategy } from './generated/apps-v1';
import { scaledValue } from './int-or-string';

/** How many pods a rolling update may have beyond, or miss below, the desired number. */
export interface ReplicaLimits {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

const NONE: ReplicaLimits = { maxSurge: 0, maxUnavailable: 0 };

/**
 * Percentages resolved against a number of replicas: surge rounds up, unavailability rounds down, and when both come to
 * nothing one pod may be unavailable, or the update could never move. Throws an IntOrStringError for a text that is no
 * percentage.
 */
export function replicaLimitsOf(strategy: DeploymentStrategy | undefined, replicas: number): ReplicaLimits {
  if (strategy?.type === 'Recreate') return NONE;
  const { maxSurge = 0, maxUnavailable = 0 } = strategy?.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, replicas, 'up');
  const unavailable = scaledValue(maxUnavailable, replicas, 'down');
  return {
    maxSurge: surge,
    maxUnavailable: Math.min(surge === 0 && unavailable === 0 ? 1 : unavailable, replicas),
  };
}
