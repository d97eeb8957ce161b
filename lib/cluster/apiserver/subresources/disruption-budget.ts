import type { Pod } from '../../../kube/generated/core-v1';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../../kube/generated/policy-v1';
import { PodDisruptionBudgets } from '../../../kube/generated/resources';
import { forbidden, type StatusError, tooManyRequests } from '../../../kube/status';
import { timestamp } from '../../clock/clock';
import type { AdmissionEnvironment } from '../admission/plugin';

const RESOURCE = { group: 'policy', resource: 'poddisruptionbudget' };
const REFUSED = "Cannot evict pod as it would violate the pod's disruption budget.";
/** Evictions that the controller has not seen yet; more cannot be under way. */
const MOST_DISRUPTED = 2000;
const RETRY_SECONDS = 10;
const ALLOWED = 'DisruptionAllowed';

/** Takes one of the disruptions that the budget allows. Throws `TooManyRequests` when it allows none. */
export function allowDisruption(
  budget: PodDisruptionBudget,
  pod: Pod,
  environment: AdmissionEnvironment,
  dryRun: boolean,
): void {
  const { metadata, status = {} } = budget;
  const name = metadata.name!;
  const { disruptionsAllowed = 0, disruptedPods = {}, observedGeneration = 0 } = status;
  if (observedGeneration < (metadata.generation ?? 0))
    throw refusal(`The disruption budget ${name} is still being processed by the server.`, RETRY_SECONDS);
  if (disruptionsAllowed < 0) throw forbidden(RESOURCE, name, 'pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > MOST_DISRUPTED)
    throw forbidden(
      RESOURCE,
      name,
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    );
  if (disruptionsAllowed === 0) throw refusal(whyNone(name, status));
  if (dryRun) return;
  const now = timestamp(environment.clock.now());
  environment.updateStatus(PodDisruptionBudgets, {
    ...budget,
    status: {
      ...withCount(status, disruptionsAllowed - 1, now),
      disruptedPods: { ...disruptedPods, [pod.metadata.name!]: now },
    },
  });
}

function refusal(message: string, retryAfterSeconds?: number): StatusError {
  return tooManyRequests(REFUSED, [{ reason: 'DisruptionBudget', message }], retryAfterSeconds);
}

function whyNone(name: string, status: PodDisruptionBudgetStatus): string {
  const { currentHealthy = 0, desiredHealthy = 0, conditions = [] } = status;
  const refused = conditions.find(({ type, status: value }) => type === ALLOWED && value === 'False');
  if (refused?.message && refused.reason === 'SyncFailed')
    return `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${refused.message}`;
  if (currentHealthy <= desiredHealthy)
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  const detail = refused?.message ? ` (${refused.reason}): ${refused.message}` : '';
  return `The disruption budget ${name} does not allow evicting pods currently${detail}`;
}

/** The condition changes with the last disruption that was allowed. */
function withCount(
  status: PodDisruptionBudgetStatus,
  disruptionsAllowed: number,
  now: string,
): PodDisruptionBudgetStatus {
  if (disruptionsAllowed > 0) return { ...status, disruptionsAllowed };
  const { conditions = [], observedGeneration } = status;
  const old = conditions.find(({ type }) => type === ALLOWED);
  const condition = {
    type: ALLOWED,
    status: 'False',
    ...(observedGeneration ? { observedGeneration } : {}),
    lastTransitionTime: old?.status === 'False' ? old.lastTransitionTime : now,
    reason: 'InsufficientPods',
    message: '',
  } as const;
  const updated = old ? conditions.map((one) => (one === old ? condition : one)) : [...conditions, condition];
  return { ...status, disruptionsAllowed, conditions: updated };
}
