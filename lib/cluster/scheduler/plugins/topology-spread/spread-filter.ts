import type { NodeInfo } from '../../cache/node-info';
import type { PodInfo } from '../../cache/pod-info';
import type { Domains } from '../../cache/topology';
import type { ClusterView } from '../../framework/cluster-view';
import type { PodFilter } from '../../framework/plugin';
import { type Rejection, unresolvable, unschedulable } from '../../framework/rejection';
import { type Constraint, eligibility, hasTopology, matchingPods } from './constraints';

const NAME = 'PodTopologySpread';
const NOT_MATCHED = "node(s) didn't match pod topology spread constraints";
const SKEWED = unschedulable(NAME, NOT_MATCHED);
const NO_LABEL = unresolvable(NAME, `${NOT_MATCHED} (missing required label)`);
/**
 * In place of a count: no node that the pod may use is in the domain. Below every count: a selector
 * without terms counts no pods at first, but every victim of a preemption, so counts can be negative.
 */
const NO_DOMAIN = -0x80000000;

/** How the pods that one constraint is about are spread. */
class Spread {
  readonly matchesItself: boolean;

  constructor(
    readonly constraint: Constraint,
    readonly domains: Domains,
    /** Pods per domain. */
    private readonly pods: Int32Array,
    private fewest: number | undefined,
    matchesItself: boolean,
  ) {
    this.matchesItself = matchesItself;
  }

  allows({ slot }: NodeInfo): boolean {
    const domain = this.domains.ofSlot[slot]!;
    return podsIn(this.pods, domain) + Number(this.matchesItself) - this.minimum() <= this.constraint.maxSkew;
  }

  change({ slot }: NodeInfo, amount: number): void {
    const domain = this.domains.ofSlot[slot]!;
    this.pods[domain] = podsIn(this.pods, domain) + amount;
    this.fewest = undefined;
  }

  clone(): Spread {
    return new Spread(this.constraint, this.domains, this.pods.slice(), this.fewest, this.matchesItself);
  }

  /** Pods in the emptiest domain; none if there are fewer domains than there should be. */
  private minimum(): number {
    this.fewest ??= fewestOf(this.pods, this.constraint.minDomains);
    return this.fewest;
  }
}

function podsIn(pods: Int32Array, domain: number): number {
  const there = pods[domain]!;
  return there === NO_DOMAIN ? 0 : there;
}

function fewestOf(pods: Int32Array, minDomains: number): number {
  let fewest = Number.POSITIVE_INFINITY;
  let domains = 0;
  for (let domain = 0; domain < pods.length; domain++) {
    const there = pods[domain]!;
    if (there === NO_DOMAIN) continue;
    domains++;
    if (there < fewest) fewest = there;
  }
  return domains < minDomains ? 0 : fewest;
}

/** Keeps a pod from nodes where it would skew the spread too much. */
export class SpreadFilter implements PodFilter {
  readonly plugin = NAME;

  private constructor(
    private readonly pod: PodInfo,
    private readonly spreads: readonly Spread[],
  ) {}

  static of(pod: PodInfo, constraints: readonly Constraint[], cluster: ClusterView): SpreadFilter {
    const isEligible = eligibility(pod);
    const spreads = constraints.map((constraint) => {
      const domains = cluster.nodes.domains(constraint.topologyKey);
      const pods = new Int32Array(domains.size).fill(NO_DOMAIN);
      const perNode = matchingPods(pod, constraint, cluster);
      for (const node of cluster.nodes.list()) {
        if (!hasTopology(node, constraints) || !isEligible(node, constraint)) continue;
        const domain = domains.ofSlot[node.slot]!;
        pods[domain] = podsIn(pods, domain) + (perNode?.at(node.slot) ?? 0);
      }
      return new Spread(constraint, domains, pods, undefined, constraint.selector.matches(pod.labels));
    });
    return new SpreadFilter(pod, spreads);
  }

  filter(node: NodeInfo): Rejection | undefined {
    for (const spread of this.spreads) {
      if (node.labels[spread.constraint.topologyKey] === undefined) return NO_LABEL;
      if (!spread.allows(node)) return SKEWED;
    }
    return undefined;
  }

  podAdded(other: PodInfo, node: NodeInfo): void {
    this.change(other, node, 1);
  }

  podRemoved(other: PodInfo, node: NodeInfo): void {
    this.change(other, node, -1);
  }

  clone(): SpreadFilter {
    return new SpreadFilter(
      this.pod,
      this.spreads.map((spread) => spread.clone()),
    );
  }

  private change(other: PodInfo, node: NodeInfo, amount: number): void {
    const constraints = this.spreads.map(({ constraint }) => constraint);
    if (other.namespace !== this.pod.namespace || !node.node || !hasTopology(node, constraints)) return;
    const isEligible = eligibility(this.pod);
    for (const spread of this.spreads)
      if (spread.constraint.selector.matches(other.labels) && isEligible(node, spread.constraint))
        spread.change(node, amount);
  }
}
