import type { PodDisruptionBudget } from '../../../kube/generated/policy-v1';
import type { Filters } from '../algorithm/filters';
import { filterWithNominated, type NominatedPods } from '../algorithm/nominations';
import type { NodeInfo } from '../cache/node-info';
import { moreImportant, type PodInfo } from '../cache/pod-info';
import { type Rejection, unresolvable } from '../framework/rejection';
import type { Candidate } from './candidates';
import { splitByBudget } from './disruption-budgets';

const NO_VICTIMS = unresolvable('DefaultPreemption', 'No preemption victims found for incoming pod');

export interface DryRun {
  readonly filters: Filters;
  readonly budgets: readonly PodDisruptionBudget[];
  readonly nominated: NominatedPods;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * The fewest pods of lower priority that must leave a node so that the pod fits: all of them leave, and those that can
 * stay come back, the protected ones first, then the important ones. Returns why not, if that does not help.
 */
export function selectVictims(original: NodeInfo, run: DryRun): Candidate | Rejection {
  const { priority } = run.filters.pod;
  const potential: PodInfo[] = [];
  for (const pod of original.pods.values()) if (pod.priority < priority) potential.push(pod);
  if (potential.length === 0) return NO_VICTIMS;
  const node = original.clone();
  const filters = run.filters.clone();
  const remove = (pod: PodInfo) => {
    node.removePod(pod);
    filters.podRemoved(pod, node);
  };
  potential.forEach(remove);
  const rejection = filterWithNominated(filters, node, run.nominated);
  if (rejection) return rejection;
  const byImportance = (a: PodInfo, b: PodInfo) => moreImportant(a, b, run.now);
  const { violating, others } = splitByBudget(potential.sort(byImportance), run.budgets);
  const mustGo = (pod: PodInfo) => {
    node.addPod(pod);
    filters.podAdded(pod, node);
    if (!filterWithNominated(filters, node, run.nominated)) return false;
    remove(pod);
    return true;
  };
  const violations = violating.filter(mustGo);
  const victims = [...violations, ...others.filter(mustGo)].sort(byImportance);
  return { node: node.name, victims, violations: violations.length };
}
