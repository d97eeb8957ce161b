import type {
  Deployment,
  DeploymentCondition,
  DeploymentStatus,
  ReplicaSet,
} from '../../../kube/generated/apps-v1';
import { timestamp } from '../../clock/clock';

export type ConditionType = 'Available' | 'Progressing' | 'ReplicaFailure';

/** Why a rollout does or does not progress, as `status.conditions` says it. */
export const NEW_REPLICA_SET_CREATED = 'NewReplicaSetCreated';
export const FOUND_NEW_REPLICA_SET = 'FoundNewReplicaSet';
export const REPLICA_SET_UPDATED = 'ReplicaSetUpdated';
export const NEW_REPLICA_SET_AVAILABLE = 'NewReplicaSetAvailable';
export const REPLICA_SET_CREATE_ERROR = 'ReplicaSetCreateError';
export const DEADLINE_EXCEEDED = 'ProgressDeadlineExceeded';
export const PAUSED = 'DeploymentPaused';
export const RESUMED = 'DeploymentResumed';

export function newCondition(
  type: ConditionType,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  now: number,
): DeploymentCondition {
  const at = timestamp(now);
  return { type, status, lastUpdateTime: at, lastTransitionTime: at, reason, message };
}

export function conditionOf(
  status: DeploymentStatus | undefined,
  type: ConditionType,
): DeploymentCondition | undefined {
  return status?.conditions?.find((one) => one.type === type);
}

/** The condition moves to the end; one with the same status and reason stays as it is. */
export function withCondition(status: DeploymentStatus, condition: DeploymentCondition): DeploymentStatus {
  const current = conditionOf(status, condition.type as ConditionType);
  if (current?.status === condition.status && current.reason === condition.reason) return status;
  const { lastTransitionTime } = current?.status === condition.status ? current : condition;
  const others = status.conditions?.filter((one) => one !== current) ?? [];
  return { ...status, conditions: [...others, { ...condition, lastTransitionTime }] };
}

export function withoutCondition(status: DeploymentStatus, type: ConditionType): DeploymentStatus {
  if (!conditionOf(status, type)) return status;
  const conditions = status.conditions!.filter((one) => one.type !== type);
  return { ...status, conditions: conditions.length ? conditions : undefined };
}

/** The failure to create or delete pods that a ReplicaSet reports, the current one's before others'. */
export function replicaFailure(
  newReplicaSet: ReplicaSet | undefined,
  all: readonly ReplicaSet[],
): DeploymentCondition | undefined {
  for (const { status } of newReplicaSet ? [newReplicaSet, ...all] : all) {
    const failure = status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (failure) return { ...failure, lastUpdateTime: failure.lastTransitionTime };
  }
  return undefined;
}

/** The largest int32 stands for no deadline. */
export function progressDeadline({ spec }: Deployment): number | undefined {
  const seconds = spec?.progressDeadlineSeconds;
  return seconds === undefined || seconds === 2 ** 31 - 1 ? undefined : seconds;
}

/**
 * The condition that a pause or a resumption adds, so that the time of the pause does not count as lack of progress;
 * undefined if the status says it already.
 */
export function pauseCondition(deployment: Deployment, now: number): DeploymentCondition | undefined {
  const reason = conditionOf(deployment.status, 'Progressing')?.reason;
  if (progressDeadline(deployment) === undefined || reason === DEADLINE_EXCEEDED) return undefined;
  const isPaused = deployment.spec!.paused ?? false;
  if (isPaused === (reason === PAUSED)) return undefined;
  return isPaused
    ? newCondition('Progressing', 'Unknown', PAUSED, 'Deployment is paused', now)
    : newCondition('Progressing', 'Unknown', RESUMED, 'Deployment is resumed', now);
}
