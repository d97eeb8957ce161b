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
  readonly scores: readonly number[];
}

/** The scores of nodes that can all take the pod. */
export function scoreNodes(
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  cluster: ClusterView,
  plugins: readonly Plugin[],
): readonly PluginScores[] {
  const all: PluginScores[] = [];
  eachPlugin(pod, nodes, cluster, plugins, (plugin, scores) => all.push({ plugin, scores: scores.slice() }));
  return all;
}

/** The sums of the same scores, which is all that the choice of a node needs. */
export function totalScores(
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  cluster: ClusterView,
  plugins: readonly Plugin[],
): readonly number[] {
  const total = new Array<number>(nodes.length);
  for (let index = 0; index < nodes.length; index++) total[index] = 0;
  eachPlugin(pod, nodes, cluster, plugins, (_plugin, scores) => {
    for (let index = 0; index < scores.length; index++) total[index]! += scores[index]!;
  });
  return total;
}

/** One list holds the scores of one plugin after the other: the scheduler does this for every pod. */
function eachPlugin(
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  cluster: ClusterView,
  plugins: readonly Plugin[],
  take: (plugin: PluginName, scores: readonly number[]) => void,
): void {
  const scores = new Array<number>(nodes.length);
  for (const plugin of plugins) {
    const scorer = plugin.preScore?.(pod, cluster, nodes) ?? SKIP;
    if (scorer === SKIP) continue;
    for (let index = 0; index < nodes.length; index++) scores[index] = scorer.score(nodes[index]!);
    scorer.normalize?.(scores, nodes);
    const { weight = 1 } = plugin;
    if (weight !== 1) for (let index = 0; index < scores.length; index++) scores[index]! *= weight;
    take(plugin.name, scores);
  }
}

/** The node with the highest score; one of them by chance if several have it. */
export function pickBest(nodes: readonly NodeInfo[], total: readonly number[], random: Random): NodeInfo {
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
