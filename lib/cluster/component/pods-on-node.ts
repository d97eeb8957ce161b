import type { Informer } from '../../client/informer';
import type { Pod } from '../../kube/generated/core-v1';

/** Index of pods by the node they are bound to; pods without one are under the empty name. */
export const POD_NODE_INDEX = 'node';

export function addPodNodeIndex(pods: Informer<Pod>): void {
  pods.addIndex(
    POD_NODE_INDEX,
    ({ spec }) => [spec?.nodeName ?? ''],
    ({ spec }) => spec,
  );
}
