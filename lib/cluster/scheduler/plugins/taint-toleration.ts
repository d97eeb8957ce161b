import type { Node, Taint, Toleration } from '../../../kube/generated/core-v1';
import { isTolerated, untoleratedTaint } from '../../../kube/taints';
import { on } from '../framework/cluster-event';
import { normalizeScores, type Plugin } from '../framework/plugin';
import { unresolvable } from '../framework/rejection';

const NAME = 'TaintToleration';
const REJECTION = unresolvable(NAME, 'node(s) had untolerated taint(s)');

/** Taints keep pods away that do not tolerate them; of the rest, nodes with fewer untolerated preferences are better. */
export const taintToleration: Plugin = {
  name: NAME,
  weight: 3,
  interests: [
    on('Node', ['Add', 'UpdateNodeTaint'], ({ pod }, before, after) => {
      const isKeptAway = (node: Node) => untoleratedTaint(node.spec?.taints, pod.spec!.tolerations);
      return (!before || isKeptAway(before) !== undefined) && isKeptAway(after!) === undefined;
    }),
    on('Pod', ['UpdatePodToleration'], (pod, _before, after) => after!.metadata.uid === pod.uid),
  ],

  preFilter({ pod }) {
    const { tolerations } = pod.spec!;
    return {
      plugin: NAME,
      filter: ({ taints }) =>
        taints.length > 0 && taints.some((taint) => !isTolerated(taint, tolerations)) ? REJECTION : undefined,
    };
  },

  preScore({ pod }) {
    const tolerations = pod.spec!.tolerations?.filter(
      ({ effect }) => !effect || effect === 'PreferNoSchedule',
    );
    return {
      score: ({ softTaints }) => (softTaints.length > 0 ? countUntolerated(softTaints, tolerations) : 0),
      normalize: (scores: number[]) => normalizeScores(scores, true),
    };
  },
};

function countUntolerated(taints: readonly Taint[], tolerations: readonly Toleration[] | undefined): number {
  let count = 0;
  for (const taint of taints) if (!isTolerated(taint, tolerations)) count++;
  return count;
}
