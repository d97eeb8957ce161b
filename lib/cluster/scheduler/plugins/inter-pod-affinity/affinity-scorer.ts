import type { PodInfo } from '../../cache/pod-info';
import type { ClusterView } from '../../framework/cluster-view';
import { MAX_NODE_SCORE, type NodeScorer, SKIP } from '../../framework/plugin';
import { countCompany, namespaceLabels, resolveNamespaces } from './company';
import { TopologyCounts } from './topology-counts';

/** Rates nodes by the pods near them: those the pod likes or dislikes, and those that like or dislike the pod. */
export function affinityScorer(pod: PodInfo, cluster: ClusterView): NodeScorer | typeof SKIP {
  const { nodes } = cluster;
  const { preferred, preferredAnti } = pod.affinity;
  if (preferred.length === 0 && preferredAnti.length === 0 && nodes.terms.preferences.size === 0) return SKIP;
  const sympathy = TopologyCounts.empty(nodes);
  for (const { term, weight } of preferred) {
    const resolved = resolveNamespaces(term, cluster);
    sympathy.addNodes(resolved.topologyKey, countCompany([resolved], cluster), weight);
  }
  for (const { term, weight } of preferredAnti) {
    const resolved = resolveNamespaces(term, cluster);
    sympathy.addNodes(resolved.topologyKey, countCompany([resolved], cluster), -weight);
  }
  const labels = namespaceLabels(pod, cluster);
  for (const [term, { perNode }] of nodes.terms.preferences)
    if (term.matches(pod.namespace, pod.labels, labels)) sympathy.addNodes(term.topologyKey, perNode);
  const keys = [...sympathy.keys];
  if (keys.length === 0) return SKIP;
  return {
    score: (node) => {
      let score = 0;
      for (const key of keys) score += sympathy.at(key, node);
      return score;
    },
    normalize,
  };
}

/** The lowest becomes 0, the highest 100. */
function normalize(scores: number[]): void {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < scores.length; index++) {
    min = Math.min(min, scores[index]!);
    max = Math.max(max, scores[index]!);
  }
  for (let index = 0; index < scores.length; index++)
    scores[index] = max > min ? Math.trunc(MAX_NODE_SCORE * ((scores[index]! - min) / (max - min))) : 0;
}
