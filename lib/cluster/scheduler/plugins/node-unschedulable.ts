import type { Taint } from '../../../kube/generated/core-v1';
import { isTolerated, UNSCHEDULABLE_TAINT } from '../../../kube/taints';
import { on } from '../framework/cluster-event';
import { type Plugin, SKIP } from '../framework/plugin';
import { unresolvable } from '../framework/rejection';

const NAME = 'NodeUnschedulable';
const CORDONED: Taint = { key: UNSCHEDULABLE_TAINT, effect: 'NoSchedule' };
const REJECTION = unresolvable(NAME, 'node(s) were unschedulable');

/** A cordoned node takes only pods that tolerate the taint of cordoned nodes. */
export const nodeUnschedulable: Plugin = {
  name: NAME,
  interests: [
    on('Node', ['Add', 'UpdateNodeTaint'], (_pod, before, after) =>
      before
        ? Boolean(before.spec?.unschedulable) && !after!.spec?.unschedulable
        : !after!.spec?.unschedulable,
    ),
    on(
      'Pod',
      ['UpdatePodToleration'],
      (pod, _before, after) =>
        after!.metadata.uid === pod.uid && isTolerated(CORDONED, after!.spec!.tolerations),
    ),
  ],

  preFilter({ pod }) {
    if (isTolerated(CORDONED, pod.spec!.tolerations)) return SKIP;
    return { plugin: NAME, filter: (node) => (node.unschedulable ? REJECTION : undefined) };
  },
};
