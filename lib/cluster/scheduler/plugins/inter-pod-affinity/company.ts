import { LabelSelector } from '../../../../kube/selectors/label-selector';
import type { Labels } from '../../../../kube/selectors/requirement';
import type { AffinityTerm } from '../../cache/affinity-terms';
import type { PodInfo } from '../../cache/pod-info';
import type { SlotCounts } from '../../cache/slot-counts';
import type { ClusterView } from '../../framework/cluster-view';

/** Names the namespaces that a term of the pod to be placed selects now. */
export function resolveNamespaces(term: AffinityTerm, { objects }: ClusterView): AffinityTerm {
  if (term.namespaceSelector.isEmpty || term.namespaceSelector === LabelSelector.nothing) return term;
  const names = objects.namespaces
    .list()
    .filter(({ metadata }) => term.namespaceSelector.matches(metadata.labels))
    .map(({ metadata }) => metadata.name!);
  return term.withNamespaces(names);
}

export function namespaceLabels({ namespace }: PodInfo, { objects }: ClusterView): Labels | undefined {
  return objects.namespaces.get('', namespace)?.metadata.labels;
}

/**
 * Whether a term of the pod to be placed speaks about `other`. The scheduler does not look at the labels of `other`'s
 * namespace here: its namespaces are resolved. A selector that holds without any labels therefore selects all of them.
 */
export function speaksAbout(term: AffinityTerm, other: PodInfo): boolean {
  return term.matches(other.namespace, other.labels, undefined);
}

/** Kubernetes wants one pod that all required terms speak about. */
export function allSpeakAbout(terms: readonly AffinityTerm[], other: PodInfo): boolean {
  return terms.length > 0 && terms.every((term) => speaksAbout(term, other));
}

/** How many pods on each node all the terms speak about. */
export function countCompany(terms: readonly AffinityTerm[], { nodes }: ClusterView): SlotCounts {
  const key = `affinity\0${terms.map((term) => term.key).join('\0')}`;
  return nodes.countPods(key, (other) => allSpeakAbout(terms, other));
}
