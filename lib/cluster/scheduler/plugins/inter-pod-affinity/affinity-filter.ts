import type { Labels } from '../../../../kube/selectors/requirement';
import type { AffinityTerm } from '../../cache/affinity-terms';
import type { NodeInfo } from '../../cache/node-info';
import type { PodInfo } from '../../cache/pod-info';
import type { ClusterView } from '../../framework/cluster-view';
import { type PodFilter, SKIP } from '../../framework/plugin';
import { type Rejection, unresolvable, unschedulable } from '../../framework/rejection';
import { allSpeakAbout, countCompany, namespaceLabels, resolveNamespaces, speaksAbout } from './company';
import { TopologyCounts } from './topology-counts';

const NAME = 'InterPodAffinity';
const ALONE = unresolvable(NAME, "node(s) didn't match pod affinity rules");
const UNWANTED_COMPANY = unschedulable(NAME, "node(s) didn't match pod anti-affinity rules");
const UNWELCOME = unschedulable(NAME, "node(s) didn't satisfy existing pods anti-affinity rules");

interface Counts {
  /** Pods whose anti-affinity speaks about the pod to be placed. */
  readonly averse: TopologyCounts;
  /** Pods that all of its required affinity terms speak about. */
  readonly wanted: TopologyCounts;
  /** Pods that its anti-affinity terms speak about. */
  readonly unwanted: TopologyCounts;
}

/** Keeps a pod together with, and away from, the pods it names, and away from those that name it. */
export class AffinityFilter implements PodFilter {
  readonly plugin = NAME;

  private constructor(
    private readonly pod: PodInfo,
    private readonly required: readonly AffinityTerm[],
    private readonly requiredAnti: readonly AffinityTerm[],
    private readonly namespaceLabels: Labels | undefined,
    private readonly counts: Counts,
  ) {}

  static of(pod: PodInfo, cluster: ClusterView): AffinityFilter | typeof SKIP {
    const { nodes } = cluster;
    const labels = namespaceLabels(pod, cluster);
    const averse = TopologyCounts.empty(nodes);
    for (const [term, { perNode }] of nodes.terms.requiredAnti)
      if (term.matches(pod.namespace, pod.labels, labels)) averse.addNodes(term.topologyKey, perNode);
    const { affinity } = pod;
    if (averse.isEmpty && affinity.required.length === 0 && affinity.requiredAnti.length === 0) return SKIP;
    const required = affinity.required.map((term) => resolveNamespaces(term, cluster));
    const requiredAnti = affinity.requiredAnti.map((term) => resolveNamespaces(term, cluster));
    const wanted = TopologyCounts.empty(nodes);
    if (required.length > 0) {
      const company = countCompany(required, cluster);
      for (const { topologyKey } of required) wanted.addNodes(topologyKey, company);
    }
    const unwanted = TopologyCounts.empty(nodes);
    for (const term of requiredAnti) unwanted.addNodes(term.topologyKey, countCompany([term], cluster));
    return new AffinityFilter(pod, required, requiredAnti, labels, { averse, wanted, unwanted });
  }

  filter(node: NodeInfo): Rejection | undefined {
    if (this.required.length > 0 && !this.hasCompany(node)) return ALONE;
    const { unwanted, averse } = this.counts;
    for (const { topologyKey } of this.requiredAnti)
      if (unwanted.at(topologyKey, node) > 0) return UNWANTED_COMPANY;
    for (const key of averse.keys) if (averse.at(key, node) > 0) return UNWELCOME;
    return undefined;
  }

  podAdded(other: PodInfo, node: NodeInfo): void {
    this.change(other, node, 1);
  }

  podRemoved(other: PodInfo, node: NodeInfo): void {
    this.change(other, node, -1);
  }

  clone(): AffinityFilter {
    const { averse, wanted, unwanted } = this.counts;
    return new AffinityFilter(this.pod, this.required, this.requiredAnti, this.namespaceLabels, {
      averse: averse.clone(),
      wanted: wanted.clone(),
      unwanted: unwanted.clone(),
    });
  }

  /** A pod that wants company of its own kind may be the first, on any node with all the labels it asks for. */
  private hasCompany(node: NodeInfo): boolean {
    const { wanted } = this.counts;
    let found = true;
    for (const { topologyKey } of this.required) {
      if (node.labels[topologyKey] === undefined) return false;
      if (wanted.at(topologyKey, node) <= 0) found = false;
    }
    return found || (allSpeakAbout(this.required, this.pod) && wanted.isEmpty);
  }

  private change(other: PodInfo, node: NodeInfo, amount: number): void {
    const { averse, wanted, unwanted } = this.counts;
    for (const term of other.affinity.requiredAnti)
      if (term.matches(this.pod.namespace, this.pod.labels, this.namespaceLabels))
        averse.add(term.topologyKey, node, amount);
    if (allSpeakAbout(this.required, other))
      for (const { topologyKey } of this.required) wanted.add(topologyKey, node, amount);
    for (const term of this.requiredAnti)
      if (speaksAbout(term, other)) unwanted.add(term.topologyKey, node, amount);
  }
}
