import type { PodDisruptionBudget } from '../../kube/generated/policy-v1';
import { type IntOrString, IntOrStringError, scaledValue } from '../../kube/int-or-string';
import { groupKindOf, type Relations } from '../../kube/relations/relations';
import type { Workload } from '../../kube/workloads';
import type { Consequence, Severity } from '../change';
import { type ConsequenceRule, type DiffContext, type PairChange, workloadsOf } from '../context';
import { changesBelow, pathsOf } from '../field-lookup';
import { podCount } from '../pod-count';
import { describeEntry, describeWorkload, listed, plural } from '../wording';

/** How many pods a drain of a node may evict at a time: budgets, and workloads whose number of pods changes. */
export const disruption: ConsequenceRule = function* (change, context) {
  const object = (change.after ?? change.before)!.object;
  if (groupKindOf(object) === 'policy/PodDisruptionBudget') yield* changedBudget(change, context);
  else yield* changedWorkload(change, context);
};

function* changedBudget(change: PairChange, context: DiffContext): Generator<Consequence> {
  const before = change.before?.object as PodDisruptionBudget | undefined;
  const after = change.after?.object as PodDisruptionBudget | undefined;
  if (change.action === 'rename') return;
  if (!after) {
    const pods = listed(context.before.budgetedBy(before!).map(describeWorkload));
    yield effect(
      'warning',
      [],
      `nothing limits evictions${pods ? ` of ${pods}` : ''} any more: a drain of a node may stop all pods on it at once`,
    );
    return;
  }
  const causes = pathsOf(changesBelow(change.fields, 'spec'));
  const workloads = context.after.budgetedBy(after);
  const name = describeEntry(change.after!);
  if (workloads.length === 0) {
    yield effect('notice', causes, `${name} selects no pods of these manifests`);
    return;
  }
  if (before && causes.length === 0) return;
  const allowed = allowedBy(after, workloads, context.after);
  const was = before && allowedBy(before, context.before.budgetedBy(before), context.before);
  const pods = listed(workloads.map(describeWorkload));
  if (allowed === undefined)
    yield effect('notice', causes, `${name} limits evictions of ${pods} in another way`);
  else if (allowed === 0)
    yield effect(
      'danger',
      causes,
      `${name} allows no eviction of ${pods}: drains of nodes, and so upgrades of the cluster, wait for ever`,
    );
  else if (allowed !== was)
    yield effect(
      was === undefined || allowed < was ? 'info' : 'notice',
      causes,
      `${plural(allowed, 'pod')} of ${pods} may be evicted at a time${was === undefined ? '' : ` (was ${was})`}`,
    );
}

/** A workload that has so few pods now that its budget allows none to go. */
function* changedWorkload(change: PairChange, context: DiffContext): Generator<Consequence> {
  const { before, after } = workloadsOf(change);
  if (!before || !after) return;
  const causes = changesBelow(change.fields, 'spec.replicas');
  if (causes.length === 0) return;
  for (const budget of context.after.budgetsOf(after)) {
    const old = context.predecessorOf(budget) as PodDisruptionBudget | undefined;
    // The change of the budget tells it.
    if (!old || context.changeOf(budget)) continue;
    const allowed = allowedBy(budget, context.after.budgetedBy(budget), context.after);
    const was = allowedBy(old, context.before.budgetedBy(old), context.before);
    if (allowed === 0 && was !== 0)
      yield effect(
        'danger',
        pathsOf(causes),
        `PodDisruptionBudget/${budget.metadata.name} allows no eviction of ${describeWorkload(after)} any more: drains of nodes wait for ever`,
      );
  }
}

/** How many of the pods may be evicted while all are healthy; undefined when their number is not known. */
function allowedBy(
  { spec }: PodDisruptionBudget,
  workloads: readonly Workload[],
  relations: Relations,
): number | undefined {
  const counts = workloads.map((workload) => podCount(workload, relations));
  if (counts.length === 0 || counts.some((count) => !count)) return undefined;
  const pods = counts.reduce((sum, count) => sum + count!.least, 0);
  if (pods === 0) return undefined;
  const { minAvailable, maxUnavailable } = spec ?? {};
  if (maxUnavailable !== undefined) return Math.min(pods, amount(maxUnavailable, pods));
  return Math.max(0, pods - amount(minAvailable ?? 1, pods));
}

/** Percentages round up, whichever way they count (as Kubernetes' disruption controller does). */
function amount(value: IntOrString, pods: number): number {
  try {
    return scaledValue(value, pods, 'up');
  } catch (error) {
    if (error instanceof IntOrStringError) return 0;
    throw error;
  }
}

function effect(severity: Severity, fields: readonly string[], message: string): Consequence {
  return { type: 'disruption', severity, fields, message };
}
