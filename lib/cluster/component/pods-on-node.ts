import type { Pod } from '../../kube/generated/core-v1';

/** Index of pods by the node they are bound to; pods without one are under the empty name. */
export const POD_NODE_INDEX = 'node';

export function podNodeIndex({ spec }: Pod): readonly string[] {
  return [spec?.nodeName ?? ''];
}
