import type { Taint, Toleration } from './generated/core-v1';

export const NOT_READY_TAINT = 'node.kubernetes.io/not-ready';
export const UNREACHABLE_TAINT = 'node.kubernetes.io/unreachable';
export const UNSCHEDULABLE_TAINT = 'node.kubernetes.io/unschedulable';

/** The taints of these effects keep pods away; `PreferNoSchedule` only makes a node less attractive. */
export function keepsPodsAway({ effect }: Taint): boolean {
  return effect === 'NoSchedule' || effect === 'NoExecute';
}

/** An absent key or effect stands for all of them. The comparing operators `Gt` and `Lt` are not enabled by default. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? 'Equal') {
    case 'Exists':
      return true;
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    default:
      return false;
  }
}

export function isTolerated(taint: Taint, tolerations: readonly Toleration[] | undefined): boolean {
  if (!tolerations) return false;
  for (let index = 0; index < tolerations.length; index++)
    if (tolerates(tolerations[index]!, taint)) return true;
  return false;
}

/** The first taint that keeps a pod with these tolerations away from a node with these taints. */
export function untoleratedTaint(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
): Taint | undefined {
  return taints?.find((taint) => keepsPodsAway(taint) && !isTolerated(taint, tolerations));
}
