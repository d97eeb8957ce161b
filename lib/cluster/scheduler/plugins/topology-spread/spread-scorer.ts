import type { NodeInfo } from '../../cache/node-info';
import type { PodInfo } from '../../cache/pod-info';
import type { ClusterView } from '../../framework/cluster-view';
import { MAX_NODE_SCORE, type NodeScorer } from '../../framework/plugin';
import { type Constraint, eligibility, HOSTNAME, hasTopology, matchingPods } from './constraints';

/** How one constraint rates nodes. */
interface Rating {
  /** Of a node's domain; undefined for a node without the label. */
  pods(node: NodeInfo): number | undefined;
  readonly weight: number;
  readonly tolerated: number;
}

/**
 * Rates nodes by how many of the pods are in their domains already: the fewer the better.
 * @param needsAll whether nodes that lack the label of any constraint are rated worst
 */
export function spreadScorer(
  pod: PodInfo,
  constraints: readonly Constraint[],
  cluster: ClusterView,
  nodes: readonly NodeInfo[],
  needsAll: boolean,
): NodeScorer {
  const isRated = (node: NodeInfo) => !needsAll || hasTopology(node, constraints);
  const rated = needsAll ? nodes.filter(isRated) : nodes;
  const ratings = constraints.map((constraint) =>
    constraint.topologyKey === HOSTNAME
      ? byHost(pod, constraint, cluster, rated)
      : byDomain(pod, constraint, cluster, rated, isRated),
  );
  return {
    score: (node) => {
      if (!isRated(node)) return 0;
      let score = 0;
      for (const { pods, weight, tolerated } of ratings) {
        const there = pods(node);
        if (there !== undefined) score += there * weight + tolerated;
      }
      return Math.round(score);
    },
    normalize: (scores, all) => normalize(scores, all, isRated),
  };
}

/** Smaller topologies must not drown in bigger ones. */
const weightOf = (size: number) => Math.log(size + 2);

/** Every node is its own domain: no need to add up. */
function byHost(
  pod: PodInfo,
  constraint: Constraint,
  cluster: ClusterView,
  rated: readonly NodeInfo[],
): Rating {
  const perNode = matchingPods(pod, constraint, cluster);
  return {
    pods: ({ labels, slot }) => (labels[HOSTNAME] === undefined ? undefined : (perNode?.at(slot) ?? 0)),
    weight: weightOf(rated.length),
    tolerated: constraint.maxSkew - 1,
  };
}

/** Counts the pods on all nodes that are in a domain of one of the rated nodes. */
function byDomain(
  pod: PodInfo,
  constraint: Constraint,
  cluster: ClusterView,
  rated: readonly NodeInfo[],
  isRated: (node: NodeInfo) => boolean,
): Rating {
  const { ofSlot, size } = cluster.nodes.domains(constraint.topologyKey);
  const present = new Uint8Array(size + 1);
  let domains = 0;
  for (const { slot } of rated) {
    // Nodes without the label count as one more domain.
    const domain = ofSlot[slot]! < 0 ? size : ofSlot[slot]!;
    if (present[domain] === 0) {
      present[domain] = 1;
      domains++;
    }
  }
  const pods = new Int32Array(size);
  const perNode = matchingPods(pod, constraint, cluster);
  const isEligible = eligibility(pod);
  for (const node of perNode ? cluster.nodes.list() : []) {
    const domain = ofSlot[node.slot]!;
    const there = perNode!.at(node.slot);
    if (domain >= 0 && there > 0 && isRated(node) && isEligible(node, constraint)) pods[domain]! += there;
  }
  return {
    pods: ({ slot }) => (ofSlot[slot]! < 0 ? undefined : pods[ofSlot[slot]!]),
    weight: weightOf(domains),
    tolerated: constraint.maxSkew - 1,
  };
}

/** The fewest pods score best. Nodes that were not rated get nothing. */
function normalize(scores: number[], nodes: readonly NodeInfo[], isRated: (node: NodeInfo) => boolean): void {
  let min = Number.MAX_SAFE_INTEGER;
  let max = 0;
  for (let index = 0; index < scores.length; index++) {
    if (!isRated(nodes[index]!)) {
      scores[index] = -1;
      continue;
    }
    min = Math.min(min, scores[index]!);
    max = Math.max(max, scores[index]!);
  }
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index]!;
    if (score < 0) scores[index] = 0;
    else if (max === 0) scores[index] = MAX_NODE_SCORE;
    else scores[index] = Math.trunc((MAX_NODE_SCORE * (max + min - score)) / max);
  }
}
