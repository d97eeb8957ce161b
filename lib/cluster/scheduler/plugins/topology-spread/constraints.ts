import type { TopologySpreadConstraint } from '../../../../kube/generated/core-v1';
import { requiredNodeAffinity } from '../../../../kube/node-affinity';
import { LabelSelector } from '../../../../kube/selectors/label-selector';
import type { Labels } from '../../../../kube/selectors/requirement';
import { isTolerated } from '../../../../kube/taints';
import { selectorKey } from '../../cache/affinity-terms';
import type { NodeInfo } from '../../cache/node-info';
import type { PodInfo } from '../../cache/pod-info';
import type { SlotCounts } from '../../cache/slot-counts';
import type { ClusterView } from '../../framework/cluster-view';
import { defaultSelector } from './default-selector';

export const HOSTNAME = 'kubernetes.io/hostname';

/** A topology spread constraint, ready to be used. */
export interface Constraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly selector: LabelSelector;
  readonly minDomains: number;
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
}

type Consequence = TopologySpreadConstraint['whenUnsatisfiable'];

/** What the default profile asks of pods that say nothing: spread softly over hosts and zones. */
const DEFAULTS: readonly Omit<Constraint, 'selector'>[] = [
  { topologyKey: HOSTNAME, maxSkew: 3, minDomains: 1, honorsAffinity: true, honorsTaints: false },
  {
    topologyKey: 'topology.kubernetes.io/zone',
    maxSkew: 5,
    minDomains: 1,
    honorsAffinity: true,
    honorsTaints: false,
  },
];

const NONE: readonly Constraint[] = [];

/** The pod's own constraints with that consequence. */
export function ownConstraints({ pod, labels }: PodInfo, consequence: Consequence): readonly Constraint[] {
  const constraints = pod.spec!.topologySpreadConstraints;
  if (!constraints || constraints.length === 0) return NONE;
  return constraints
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === consequence)
    .map((constraint) => ({
      maxSkew: constraint.maxSkew,
      topologyKey: constraint.topologyKey,
      selector: selectorOf(constraint, labels),
      minDomains: constraint.minDomains ?? 1,
      honorsAffinity: constraint.nodeAffinityPolicy !== 'Ignore',
      honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
    }));
}

/** For a pod without constraints of its own that belongs to a Service or a controller. */
export function defaultConstraints(pod: PodInfo, cluster: ClusterView): readonly Constraint[] {
  if (pod.pod.spec!.topologySpreadConstraints?.length) return NONE;
  const selector = defaultSelector(pod, cluster.objects);
  return selector.isEmpty ? NONE : withSelector(selector);
}

const defaults = new WeakMap<LabelSelector, readonly Constraint[]>();

function withSelector(selector: LabelSelector): readonly Constraint[] {
  let constraints = defaults.get(selector);
  if (!constraints) {
    constraints = DEFAULTS.map((constraint) => ({ ...constraint, selector }));
    defaults.set(selector, constraints);
  }
  return constraints;
}

/** `matchLabelKeys` narrow the selector to pods that have the same values as the pod itself. */
function selectorOf(
  { labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint,
  labels: Labels = {},
): LabelSelector {
  const selector = LabelSelector.of(labelSelector);
  const own = matchLabelKeys.filter((key) => labels[key] !== undefined);
  if (own.length === 0 || selector === LabelSelector.nothing) return selector;
  return LabelSelector.ofRequirements([
    ...selector.requirements,
    ...own.map((key) => ({ key, operator: '=', values: [labels[key]!] }) as const),
  ]);
}

/** How many pods of the namespace the selector finds on each node. Pods that are going away do not count. */
export function matchingPods(
  { namespace }: PodInfo,
  { selector }: Constraint,
  { nodes }: ClusterView,
): SlotCounts | undefined {
  if (selector.isEmpty) return undefined;
  return nodes.countPods(
    `spread\0${namespace}\0${selectorKey(selector)}`,
    (pod) => pod.namespace === namespace && !pod.isTerminating && selector.matches(pod.labels),
  );
}

/** Whether a node counts as a place for the pod: not if its affinity, or an honored taint, forbids it. */
export function eligibility({ pod }: PodInfo): (node: NodeInfo, constraint: Constraint) => boolean {
  const affinity = requiredNodeAffinity(pod.spec!);
  const { tolerations } = pod.spec!;
  return (node, { honorsAffinity, honorsTaints }) => {
    if (honorsAffinity && affinity && !affinity(node.node!)) return false;
    return !honorsTaints || node.taints.every((taint) => isTolerated(taint, tolerations));
  };
}

/** Whether a node has all the labels that the constraints are about. */
export function hasTopology({ labels }: NodeInfo, constraints: readonly Constraint[]): boolean {
  for (let index = 0; index < constraints.length; index++)
    if (labels[constraints[index]!.topologyKey] === undefined) return false;
  return true;
}
