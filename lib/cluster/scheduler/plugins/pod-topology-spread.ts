import { equal } from '../../../kube/frozen';
import type { Node, Pod } from '../../../kube/generated/core-v1';
import type { Labels } from '../../../kube/selectors/requirement';
import type { PodInfo } from '../cache/pod-info';
import { on } from '../framework/cluster-event';
import { type Plugin, SKIP } from '../framework/plugin';
import { isPlaced } from './placed';
import { type Constraint, defaultConstraints, ownConstraints } from './topology-spread/constraints';
import { SpreadFilter } from './topology-spread/spread-filter';
import { spreadScorer } from './topology-spread/spread-scorer';

/** Spreads pods over the nodes, zones or whatever else the labels of nodes tell apart. */
export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  weight: 2,
  interests: [
    on('Pod', ['Add', 'UpdatePodLabel', 'UpdatePodToleration', 'Delete'], podHelps),
    on('Node', ['Add', 'Delete', 'UpdateNodeLabel', 'UpdateNodeTaint'], nodeHelps),
  ],

  preFilter(pod, cluster) {
    const constraints = ownConstraints(pod, 'DoNotSchedule');
    return constraints.length === 0 ? SKIP : SpreadFilter.of(pod, constraints, cluster);
  },

  preScore(pod, cluster, nodes) {
    const own = ownConstraints(pod, 'ScheduleAnyway');
    if (own.length > 0) return spreadScorer(pod, own, cluster, nodes, true);
    const defaults = defaultConstraints(pod, cluster);
    return defaults.length === 0 ? SKIP : spreadScorer(pod, defaults, cluster, nodes, false);
  },
};

function podHelps(pod: PodInfo, before: Pod | undefined, after: Pod | undefined): boolean {
  if ((after && !isInvolved(after, pod)) || (before && !isInvolved(before, pod))) return false;
  const constraints = ownConstraints(pod, 'DoNotSchedule');
  if (!before || !after)
    return constraints.some(({ selector }) => selector.matches((after ?? before)!.metadata.labels));
  const tolerates =
    after.metadata.uid === pod.uid && !equal(before.spec!.tolerations, after.spec!.tolerations);
  if (tolerates && constraints.some(({ honorsTaints }) => honorsTaints)) return true;
  return constraints.some(
    ({ selector }) => selector.matches(before.metadata.labels) !== selector.matches(after.metadata.labels),
  );
}

function isInvolved(other: Pod, pod: PodInfo): boolean {
  return other.metadata.uid === pod.uid || (isPlaced(other) && other.metadata.namespace === pod.namespace);
}

function nodeHelps(pod: PodInfo, before: Node | undefined, after: Node | undefined): boolean {
  const constraints = ownConstraints(pod, 'DoNotSchedule');
  const was = before !== undefined && hasLabels(before.metadata.labels, constraints);
  const is = after !== undefined && hasLabels(after.metadata.labels, constraints);
  if (!before || !after) return was || is;
  if (was !== is) return true;
  return is && (changesDomain(before, after, constraints) || !equal(before.spec?.taints, after.spec?.taints));
}

function hasLabels(labels: Labels = {}, constraints: readonly Constraint[]): boolean {
  return constraints.every(({ topologyKey }) => labels[topologyKey] !== undefined);
}

function changesDomain(before: Node, after: Node, constraints: readonly Constraint[]): boolean {
  return constraints.some(
    ({ topologyKey }) => before.metadata.labels?.[topologyKey] !== after.metadata.labels?.[topologyKey],
  );
}
