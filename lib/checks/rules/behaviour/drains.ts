import type { PodDisruptionBudget } from '../../../kube/generated/policy-v1';
import { type IntOrString, IntOrStringError, scaledValue } from '../../../kube/int-or-string';
import type { Workload } from '../../../kube/workloads';
import { fewOf } from '../../context/absence';
import { replicaRange } from '../../context/autoscaler';
import type { CheckContext } from '../../context/check-context';
import { nameOf } from '../../context/containers';
import type { BuiltInRule, Problem } from '../../rule';

const BUDGET = 'policy/PodDisruptionBudget';

export const DRAIN_RULES: readonly BuiltInRule[] = [
  {
    id: 'pdb-blocks-drain',
    severity: 'error',
    profile: 'learning',
    finds: 'A PodDisruptionBudget that never allows a pod to be evicted, even with all of them healthy.',
    why: 'Nodes cannot be drained: upgrades of the cluster wait for ever, or are forced.',
    fix: 'let maxUnavailable be 1, or run more pods than minAvailable asks for',
    peers: [
      'kube-linter pdb-max-unavailable',
      'kube-linter pdb-min-available',
      'polaris pdbDisruptionsIsZero',
      'polaris pdbMinAvailableGreaterThanHPAMinReplicas',
    ],
    *check(context) {
      for (const budget of context.relations.of<PodDisruptionBudget>(BUDGET)) yield* blocked(context, budget);
    },
  },
  {
    id: 'pdb-unhealthy-pod-eviction-policy',
    severity: 'info',
    profile: 'restricted',
    finds: 'A PodDisruptionBudget that keeps pods from being evicted which are broken anyway.',
    why: 'A drain waits for pods that will never be healthy.',
    fix: 'set unhealthyPodEvictionPolicy to AlwaysAllow',
    peers: ['kube-linter pdb-unhealthy-pod-eviction-policy'],
    *check({ relations }) {
      for (const budget of relations.of<PodDisruptionBudget>(BUDGET))
        if (budget.spec?.unhealthyPodEvictionPolicy !== 'AlwaysAllow')
          yield {
            object: budget,
            field: 'spec.unhealthyPodEvictionPolicy',
            message: 'evicts pods that are not ready only while enough others are',
          };
    },
  },
];

/** Kinds whose number of pods the eviction API knows. */
const SCALED = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Pod']);

function* blocked(context: CheckContext, budget: PodDisruptionBudget): Iterable<Problem> {
  const workloads = context.relations.budgetedBy(budget).filter(({ kind }) => SCALED.has(kind));
  const ranges = workloads.map((workload) => replicaRange(context, workload));
  const least = ranges.reduce((sum, range) => sum + range.least, 0);
  const most = ranges.reduce((sum, range) => sum + range.most, 0);
  if (least === 0 || disruptionsAllowed(budget, least) > 0) return;
  const scalesOut = disruptionsAllowed(budget, most) > 0;
  const { minAvailable, maxUnavailable } = budget.spec ?? {};
  const asked =
    minAvailable === undefined ? `maxUnavailable ${maxUnavailable}` : `minAvailable ${minAvailable}`;
  yield {
    object: budget,
    field: minAvailable === undefined ? 'spec.maxUnavailable' : 'spec.minAvailable',
    severity: scalesOut ? 'warning' : 'error',
    message: `${asked} of ${pods(least)} of ${named(workloads)} leaves none to evict${scalesOut ? ` while it is scaled to its minimum` : ''}`,
  };
}

const pods = (count: number) => `${count} pod${count === 1 ? '' : 's'}`;
const named = (workloads: readonly Workload[]) => fewOf(workloads.map(nameOf));

/** How many of so many healthy pods may be evicted. Percentages are rounded up, of both sorts. */
function disruptionsAllowed({ spec }: PodDisruptionBudget, expected: number): number {
  const { minAvailable, maxUnavailable } = spec ?? {};
  if (minAvailable !== undefined) return expected - scaled(minAvailable, expected);
  return maxUnavailable === undefined ? expected : scaled(maxUnavailable, expected);
}

/** Of a text that is no percentage the schema's rule tells: here it blocks nothing. */
function scaled(value: IntOrString, total: number): number {
  try {
    return scaledValue(value, total, 'up');
  } catch (error) {
    if (error instanceof IntOrStringError) return 1;
    throw error;
  }
}
