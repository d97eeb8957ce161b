import {
  isComplete,
  rolloutStatus,
  untilDeadline,
} from '../../../../lib/cluster/controllers/deployment/rollout-progress';
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../../../lib/kube/generated/apps-v1';
import { deployment } from '../test-cluster';

const NOW = Date.UTC(2026, 0, 1, 0, 10);
const at = (seconds: number) => new Date(NOW - seconds * 1000).toISOString().replace('.000', '');

function rolling(status: DeploymentStatus): Deployment {
  const web = deployment('web', 3, { progressDeadlineSeconds: 60 });
  return { ...web, metadata: { ...web.metadata, generation: 2 }, status };
}

function replicaSet(replicas: number, available: number): ReplicaSet {
  const status = {
    replicas,
    readyReplicas: available,
    availableReplicas: available,
    terminatingReplicas: 0,
    observedGeneration: 1,
  };
  return { metadata: { name: 'web-new', uid: 'new' }, spec: { replicas, selector: {} }, status };
}

const progressing = (reason: string, status: string, secondsAgo: number) => ({
  type: 'Progressing',
  status,
  reason,
  message: '',
  lastUpdateTime: at(secondsAgo),
  lastTransitionTime: at(secondsAgo),
});

const conditionOf = (status: DeploymentStatus) =>
  status.conditions?.find(({ type }) => type === 'Progressing');

test('more available pods are progress, and move the time from which the deadline counts', () => {
  const before = rolling({
    replicas: 3,
    updatedReplicas: 3,
    conditions: [progressing('NewReplicaSetCreated', 'True', 50)],
  });
  const after = rolloutStatus(before, { current: replicaSet(3, 1), old: [] }, NOW);
  expect(conditionOf(after)).toMatchObject({
    reason: 'ReplicaSetUpdated',
    message: 'ReplicaSet "web-new" is progressing.',
    lastUpdateTime: at(0),
    lastTransitionTime: at(50),
  });
});

test('no progress within the deadline is a failure', () => {
  const before = rolling({
    replicas: 3,
    updatedReplicas: 3,
    conditions: [progressing('ReplicaSetUpdated', 'True', 61)],
  });
  const after = rolloutStatus(before, { current: replicaSet(3, 0), old: [] }, NOW);
  expect(conditionOf(after)).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
});

test('a finished rollout is not looked at again when a pod fails', () => {
  const before = rolling({
    replicas: 3,
    updatedReplicas: 3,
    availableReplicas: 3,
    readyReplicas: 3,
    conditions: [progressing('NewReplicaSetAvailable', 'True', 500)],
  });
  const after = rolloutStatus(before, { current: replicaSet(3, 2), old: [] }, NOW);
  expect(conditionOf(after)).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
});

test('failures of ReplicaSets are told, and taken back', () => {
  const failure = {
    type: 'ReplicaFailure',
    status: 'True',
    reason: 'FailedCreate',
    message: 'quota',
    lastTransitionTime: at(5),
  };
  const failing = replicaSet(3, 0);
  const current = { ...failing, status: { ...failing.status!, conditions: [failure] } };
  const told = rolloutStatus(rolling({}), { current, old: [] }, NOW);
  expect(told.conditions).toContainEqual({ ...failure, lastUpdateTime: at(5) });
  const taken = rolloutStatus(rolling(told), { current: failing, old: [] }, NOW);
  expect(taken.conditions?.some(({ type }) => type === 'ReplicaFailure')).toBe(false);
});

test('without a deadline nothing is said about progress', () => {
  const endless = deployment('web', 3, { progressDeadlineSeconds: 2 ** 31 - 1 });
  const before = { ...endless, status: { conditions: [progressing('ReplicaSetUpdated', 'True', 9)] } };
  expect(conditionOf(rolloutStatus(before, { current: replicaSet(3, 0), old: [] }, NOW))).toBeUndefined();
});

test('the deadline counts from the last sign of progress', () => {
  const waiting = rolling({ conditions: [progressing('ReplicaSetUpdated', 'True', 20)] });
  expect(untilDeadline(waiting, waiting.status!, NOW)).toBe(40_000);
});

test('a complete Deployment has no deadline', () => {
  const status = { replicas: 3, updatedReplicas: 3, availableReplicas: 3, observedGeneration: 2 };
  const done = rolling({ ...status, conditions: [progressing('ReplicaSetUpdated', 'True', 20)] });
  expect(isComplete(done, done.status)).toBe(true);
  expect(untilDeadline(done, done.status!, NOW)).toBeUndefined();
});

test('a status of an older generation says nothing about completeness', () => {
  const status = { replicas: 3, updatedReplicas: 3, availableReplicas: 3, observedGeneration: 1 };
  expect(isComplete(rolling(status), status)).toBe(false);
});
