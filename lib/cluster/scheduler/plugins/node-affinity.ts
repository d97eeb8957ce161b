import type { NodeSelectorTerm } from '../../../kube/generated/core-v1';
import { NodePreferences, requiredNodeAffinity } from '../../../kube/node-affinity';
import { on } from '../framework/cluster-event';
import { normalizeScores, type Plugin, SKIP } from '../framework/plugin';
import { unresolvable } from '../framework/rejection';

const NAME = 'NodeAffinity';
const REJECTION = unresolvable(NAME, "node(s) didn't match Pod's node affinity/selector");
const CONFLICT = unresolvable(NAME, 'pod affinity terms conflict');

/** `nodeSelector`, and required and preferred node affinity. */
export const nodeAffinity: Plugin = {
  name: NAME,
  weight: 2,
  interests: [
    on('Node', ['Add', 'UpdateNodeLabel'], ({ pod }, before, after) => {
      const matches = requiredNodeAffinity(pod.spec!);
      if (!matches) return before === undefined;
      return matches(after!) && !(before && matches(before));
    }),
  ],

  preFilter({ pod }) {
    const matches = requiredNodeAffinity(pod.spec!);
    if (!matches) return SKIP;
    const required = pod.spec!.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const nodeNames = required && namedNodes(required.nodeSelectorTerms);
    if (nodeNames?.size === 0) return CONFLICT;
    return {
      plugin: NAME,
      ...(nodeNames ? { nodeNames } : {}),
      filter: ({ node }) => (matches(node!) ? undefined : REJECTION),
    };
  },

  preScore({ pod }) {
    const preferred = pod.spec!.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    if (!preferred) return SKIP;
    const preferences = NodePreferences.of(preferred);
    return {
      score: ({ node }) => preferences.weight(node!),
      normalize: (scores: number[]) => normalizeScores(scores),
    };
  },
};

/** The nodes that the terms name, if each of them names some: a DaemonSet's pod names the one it is for. */
function namedNodes(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  if (terms.length === 0) return undefined;
  const names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    const lists = matchFields
      .filter(({ key, operator }) => key === 'metadata.name' && operator === 'In')
      .map(({ values = [] }) => values);
    if (lists.length === 0) return undefined;
    for (const name of lists[0]!) if (lists.every((list) => list.includes(name))) names.add(name);
  }
  return names;
}
