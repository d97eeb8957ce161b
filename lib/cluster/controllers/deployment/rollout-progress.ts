import type { Deployment, DeploymentStatus } from '../../../kube/generated/apps-v1';
import {
  conditionOf,
  DEADLINE_EXCEEDED,
  NEW_REPLICA_SET_AVAILABLE,
  newCondition,
  progressDeadline,
  REPLICA_SET_UPDATED,
  replicaFailure,
  withCondition,
  withoutCondition,
} from './deployment-conditions';
import { allOf, deploymentStatus, type ReplicaSetFamily } from './deployment-status';
import { desiredReplicas } from './replica-limits';

/** The status during a rollout: counts, availability, progress, and failures of ReplicaSets. Pure. */
export function rolloutStatus(
  deployment: Deployment,
  family: ReplicaSetFamily,
  now: number,
): DeploymentStatus {
  const counted = deploymentStatus(deployment, family, now);
  const progressed =
    progressDeadline(deployment) === undefined
      ? withoutCondition(counted, 'Progressing')
      : withProgress(counted, deployment, family, now);
  const failure = replicaFailure(family.current, allOf(family));
  return failure ? withCondition(progressed, failure) : withoutCondition(progressed, 'ReplicaFailure');
}

/** All replicas are of the current template and available, and no others are left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus | undefined): boolean {
  const desired = desiredReplicas(deployment);
  return (
    (status?.updatedReplicas ?? 0) === desired &&
    (status?.replicas ?? 0) === desired &&
    (status?.availableReplicas ?? 0) === desired &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/**
 * Milliseconds until the lack of progress must be looked at, undefined if it need not. May be negative.
 * @param status of the Deployment now, which said nothing new
 */
export function untilDeadline(
  deployment: Deployment,
  status: DeploymentStatus,
  now: number,
): number | undefined {
  const deadline = progressDeadline(deployment);
  const condition = conditionOf(deployment.status, 'Progressing');
  if (deadline === undefined || !condition) return undefined;
  if (isComplete(deployment, status) || condition.reason === DEADLINE_EXCEEDED) return undefined;
  return Date.parse(condition.lastUpdateTime!) + deadline * 1000 - now;
}

function withProgress(
  status: DeploymentStatus,
  deployment: Deployment,
  family: ReplicaSetFamily,
  now: number,
): DeploymentStatus {
  const current = conditionOf(deployment.status, 'Progressing');
  const isFinished =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === NEW_REPLICA_SET_AVAILABLE;
  // With the rollout behind it, a Deployment that is scaled or loses a pod makes no progress and lacks none.
  if (isFinished) return status;
  const subject = family.current
    ? `ReplicaSet "${family.current.metadata.name}"`
    : `Deployment "${deployment.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    return withCondition(
      status,
      newCondition('Progressing', 'True', NEW_REPLICA_SET_AVAILABLE, message, now),
    );
  }
  if (isProgressing(deployment.status, status)) {
    const message = `${subject} is progressing.`;
    const condition = newCondition('Progressing', 'True', REPLICA_SET_UPDATED, message, now);
    const since = current?.status === 'True' ? { lastTransitionTime: current.lastTransitionTime } : {};
    // Each sign of progress moves lastUpdateTime, from which the deadline counts.
    return withCondition(withoutCondition(status, 'Progressing'), { ...condition, ...since });
  }
  if (isTimedOut(deployment, status, now)) {
    const message = `${subject} has timed out progressing.`;
    return withCondition(status, newCondition('Progressing', 'False', DEADLINE_EXCEEDED, message, now));
  }
  return status;
}

/** New pods were made, became ready or available, or old ones went. */
function isProgressing(before: DeploymentStatus | undefined, status: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas;
  return (
    (status.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    old(status) < old(before ?? {}) ||
    (status.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

function isTimedOut(deployment: Deployment, status: DeploymentStatus, now: number): boolean {
  const condition = conditionOf(status, 'Progressing');
  if (!condition || condition.reason === NEW_REPLICA_SET_AVAILABLE) return false;
  if (condition.reason === DEADLINE_EXCEEDED) return true;
  return Date.parse(condition.lastUpdateTime!) + progressDeadline(deployment)! * 1000 < now;
}
