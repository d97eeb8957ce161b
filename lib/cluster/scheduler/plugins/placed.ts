import type { Pod } from '../../../kube/generated/core-v1';

/** Whether a pod has, or is about to get, a node: only then can its departure make room. */
export function isPlaced({ spec, status }: Pod): boolean {
  return Boolean(spec?.nodeName || status?.nominatedNodeName);
}
