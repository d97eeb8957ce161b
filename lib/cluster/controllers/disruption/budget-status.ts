import { equal } from '../../../kube/frozen';
import type { Pod } from '../../../kube/generated/core-v1';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../../kube/generated/policy-v1';
import { scaledValue } from '../../../kube/int-or-string';
import { isPodReady } from '../../../kube/pod-status';
import { withStatusCondition } from '../../component/status-condition';
import type { ExpectedScale } from './expected-scale';

/** Milliseconds in which a pod whose eviction was allowed must show that it is being deleted. */
const DELETION_TIMEOUT = 120_000;

const DISRUPTION_ALLOWED = 'DisruptionAllowed';

export interface ExpectedPods extends ExpectedScale {
  readonly desiredHealthy: number;
}

/** @param scaleOf looks up the controllers of the pods; called only for budgets that depend on it */
export function expectedPods(
  { spec }: PodDisruptionBudget,
  pods: readonly Pod[],
  scaleOf: (pods: readonly Pod[]) => ExpectedScale,
): ExpectedPods {
  const { maxUnavailable, minAvailable } = spec ?? {};
  if (maxUnavailable !== undefined) {
    const scale = scaleOf(pods);
    const desiredHealthy = Math.max(0, scale.count - scaledValue(maxUnavailable, scale.count, 'up'));
    return { ...scale, desiredHealthy };
  }
  if (typeof minAvailable === 'string') {
    const scale = scaleOf(pods);
    return { ...scale, desiredHealthy: scaledValue(minAvailable, scale.count, 'up') };
  }
  return minAvailable === undefined
    ? { count: 0, unmanaged: [], desiredHealthy: 0 }
    : { count: pods.length, unmanaged: [], desiredHealthy: minAvailable };
}

export interface DisruptedPods {
  /** Pods whose eviction was allowed and which do not look deleted yet, with the time of the permission. */
  readonly pending: { readonly [name: string]: string };
  /** Pods that should have been deleted by now. */
  readonly overdue: readonly Pod[];
  /** Milliseconds until the next pending one is overdue. */
  readonly next: number | undefined;
}

export function disruptedPods(
  { status }: PodDisruptionBudget,
  pods: readonly Pod[],
  now: number,
): DisruptedPods {
  const pending: { [name: string]: string } = {};
  const overdue: Pod[] = [];
  let next: number | undefined;
  for (const pod of pods) {
    const since = status?.disruptedPods?.[pod.metadata.name!];
    if (since === undefined || pod.metadata.deletionTimestamp) continue;
    const remaining = Date.parse(since) + DELETION_TIMEOUT - now;
    if (remaining < 0) {
      overdue.push(pod);
    } else {
      pending[pod.metadata.name!] = since;
      next = Math.min(next ?? remaining, remaining);
    }
  }
  return { pending, overdue, next };
}

/** The status that these pods give a budget; undefined if it says so already. Pure. */
export function budgetStatus(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  { count, desiredHealthy }: ExpectedPods,
  disrupted: DisruptedPods['pending'],
  now: number,
): PodDisruptionBudgetStatus | undefined {
  const currentHealthy = pods.filter((pod) => isHealthy(pod, disrupted)).length;
  const spare = count > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0;
  const { generation } = budget.metadata;
  const conditions = budget.status?.conditions ?? [];
  const hasDisrupted = Object.keys(disrupted).length > 0;
  const status: PodDisruptionBudgetStatus = {
    conditions: withStatusCondition(conditions, allowedCondition(spare, generation), now),
    currentHealthy,
    desiredHealthy,
    ...(hasDisrupted ? { disruptedPods: disrupted } : {}),
    disruptionsAllowed: spare,
    expectedPods: count,
    observedGeneration: generation,
  };
  return equal(status, budget.status) ? undefined : status;
}

function isHealthy(pod: Pod, disrupted: DisruptedPods['pending']): boolean {
  return !pod.metadata.deletionTimestamp && disrupted[pod.metadata.name!] === undefined && isPodReady(pod);
}

function allowedCondition(spare: number, observedGeneration: number | undefined) {
  return spare > 0
    ? { type: DISRUPTION_ALLOWED, status: 'True', reason: 'SufficientPods', message: '', observedGeneration }
    : {
        type: DISRUPTION_ALLOWED,
        status: 'False',
        reason: 'InsufficientPods',
        message: '',
        observedGeneration,
      };
}

/** The status that allows nothing, because the right one cannot be found out. Pure. */
export function failedStatus(
  { status }: PodDisruptionBudget,
  message: string,
  now: number,
): PodDisruptionBudgetStatus {
  const known = status ?? { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
  const condition = {
    type: DISRUPTION_ALLOWED,
    status: 'False',
    reason: 'SyncFailed',
    message,
    ...(known.observedGeneration ? { observedGeneration: known.observedGeneration } : {}),
  };
  return {
    ...known,
    disruptionsAllowed: 0,
    conditions: withStatusCondition(known.conditions ?? [], condition, now),
  };
}
