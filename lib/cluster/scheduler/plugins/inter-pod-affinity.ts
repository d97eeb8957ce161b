import type { Node, Pod } from '../../../kube/generated/core-v1';
import { type AffinityTerm, affinityTermsOf } from '../cache/affinity-terms';
import type { PodInfo } from '../cache/pod-info';
import { on } from '../framework/cluster-event';
import type { Plugin } from '../framework/plugin';
import { AffinityFilter } from './inter-pod-affinity/affinity-filter';
import { affinityScorer } from './inter-pod-affinity/affinity-scorer';
import { isPlaced } from './placed';

/** Required and preferred pod affinity and anti-affinity, in both directions. */
export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
  weight: 2,
  interests: [
    on('Pod', ['Add', 'UpdatePodLabel', 'Delete'], podHelps),
    on('Node', ['Add', 'UpdateNodeLabel'], nodeHelps),
  ],
  preFilter: (pod, cluster) => AffinityFilter.of(pod, cluster),
  preScore: (pod, cluster) => affinityScorer(pod, cluster),
};

function allMatch(terms: readonly AffinityTerm[], { metadata: { namespace = '', labels } }: Pod): boolean {
  return terms.length > 0 && terms.every((term) => term.matches(namespace, labels, undefined));
}

function podHelps(pod: PodInfo, before: Pod | undefined, after: Pod | undefined): boolean {
  if (before && after && after.metadata.uid === pod.uid) return true;
  if ((after && !isPlaced(after)) || (before && !isPlaced(before))) return false;
  const { required, requiredAnti } = pod.affinity;
  if (before && after)
    return (
      (!allMatch(required, before) && allMatch(required, after)) ||
      (allMatch(requiredAnti, before) && !allMatch(requiredAnti, after))
    );
  if (after) return allMatch(required, after);
  const { spec, metadata } = before!;
  const theirs = affinityTermsOf(spec!.affinity, metadata.namespace!).requiredAnti;
  return allMatch(requiredAnti, before!) || allMatch(theirs, pod.pod);
}

function nodeHelps(pod: PodInfo, before: Node | undefined, after: Node | undefined): boolean {
  const { required, requiredAnti } = pod.affinity;
  const is = after!.metadata.labels ?? {};
  if (!before)
    return requiredAnti.length > 0 || required.some(({ topologyKey }) => is[topologyKey] !== undefined);
  const was = before.metadata.labels ?? {};
  const joinsDomain = ({ topologyKey }: AffinityTerm) =>
    is[topologyKey] !== undefined && was[topologyKey] !== is[topologyKey];
  const leavesDomain = ({ topologyKey }: AffinityTerm) =>
    was[topologyKey] !== undefined && was[topologyKey] !== is[topologyKey];
  return required.some(joinsDomain) || requiredAnti.some(leavesDomain);
}
