import type { Taint, Toleration } from '../../../kube/generated/core-v1';
import { tolerates } from '../../../kube/taints';

/**
 * How long, in milliseconds, a pod may stay under these taints: 0 if it does not tolerate one of them, infinite if no
 * toleration it needs is limited, otherwise the shortest limit.
 */
export function tolerationTime(taints: readonly Taint[], tolerations: readonly Toleration[]): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (const taint of taints) {
    const matching = tolerations.filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    for (const { tolerationSeconds } of matching)
      if (tolerationSeconds !== undefined)
        shortest = Math.min(shortest, Math.max(0, tolerationSeconds) * 1000);
  }
  return shortest;
}
