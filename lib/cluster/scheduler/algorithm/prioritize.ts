import type { Random } from '../../clock/random';
import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { ClusterView } from '../framework/cluster-view';
import { type Plugin, SKIP } from '../framework/plugin';
import type { PluginName } from '../framework/rejection';

/** What one plugin gives to the nodes, weighted. */
export interface PluginScores {
  readonly plugin: PluginName;
  /** `scores[i]` is that of the i-th node. */
  readonly scores: Float64Array;
}

/** The scores of nodes that can all take the pod. */
export function scoreNodes(
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  cluster: ClusterView,
  plugins: readonly Plugin[],
): readonly PluginScores[] {
  const all: PluginScores[] = [];
  for (const plugin of plugins) {
    const scorer = plugin.preScore?.(pod, cluster, nodes) ?? SKIP;
    if (scorer === SKIP) continue;
    const scores = new Float64Array(nodes.length);
    for (let index = 0; index < nodes.length; index++) scores[index] = scorer.score(nodes[index]!);
    scorer.normalize?.(scores, nodes);
    const { weight = 1 } = plugin;
    if (weight !== 1) for (let index = 0; index < scores.length; index++) scores[index]! *= weight;
    all.push({ plugin: plugin.name, scores });
  }
  return all;
}

export function totalScores(all: readonly PluginScores[], nodes: number): Float64Array {
  const total = new Float64Array(nodes);
  for (const { scores } of all) for (let index = 0; index < nodes; index++) total[index]! += scores[index]!;
  return total;
}

/** The node with the highest score; one of them by chance if several have it. */
export function pickBest(nodes: readonly NodeInfo[], total: Float64Array, random: Random): NodeInfo {
  let best = 0;
  let ties = 1;
  for (let index = 1; index < nodes.length; index++) {
    if (total[index]! > total[best]!) {
      best = index;
      ties = 1;
    } else if (total[index] === total[best]) {
      ties++;
      if (random.below(ties) === 0) best = index;
    }
  }
  return nodes[best]!;
}
