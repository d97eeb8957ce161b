import type { Replicated } from '../../../../lib/cluster/controllers/replicaset/replica-kinds';
import {
  nextAvailability,
  replicaStatus,
} from '../../../../lib/cluster/controllers/replicaset/replicaset-status';
import type { Pod } from '../../../../lib/kube/generated/core-v1';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const ago = (seconds: number) => `${new Date(NOW - seconds * 1000).toISOString().slice(0, 19)}Z`;

const replicaSet = (replicas: number, status?: Replicated['status']): Replicated => ({
  metadata: { name: 'web', generation: 3 },
  spec: { replicas, minReadySeconds: 30 },
  status,
});

const readyFor = (seconds: number | undefined): Pod => ({
  metadata: { name: 'p' },
  status: {
    conditions:
      seconds === undefined ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: ago(seconds) }],
  },
});

const nothing = {
  replicas: 0,
  fullyLabeled: 0,
  ready: 0,
  available: 0,
  terminating: 0,
  failure: undefined,
  now: NOW,
};

test('the counts are told under the names of the API', () => {
  const observation = { ...nothing, replicas: 3, fullyLabeled: 1, ready: 2, available: 1, terminating: 1 };
  expect(replicaStatus(replicaSet(3), observation)).toEqual({
    replicas: 3,
    fullyLabeledReplicas: 1,
    readyReplicas: 2,
    availableReplicas: 1,
    terminatingReplicas: 1,
    observedGeneration: 3,
  });
});

test('what counts to nothing leaves nothing of what was', () => {
  const before = { replicas: 2, readyReplicas: 2, availableReplicas: 2, fullyLabeledReplicas: 2 };
  const status = replicaStatus(replicaSet(0, before), nothing);
  expect(JSON.parse(JSON.stringify(status))).toEqual({
    replicas: 0,
    terminatingReplicas: 0,
    observedGeneration: 3,
  });
});

test('a ReplicationController does not tell how many pods terminate', () => {
  expect(replicaStatus(replicaSet(0), { ...nothing, terminating: undefined })).not.toHaveProperty(
    'terminatingReplicas',
  );
});

test.each([
  [3, 'FailedCreate'],
  [0, 'FailedDelete'],
])('a failure with %d pods wanted and one there is %s', (replicas, reason) => {
  const observation = { ...nothing, replicas: 1, failure: new Error('no room') };
  expect(replicaStatus(replicaSet(replicas), observation).conditions).toEqual([
    { type: 'ReplicaFailure', status: 'True', reason, message: 'no room', lastTransitionTime: ago(0) },
  ]);
});

test('a failure that is known keeps its first message, and goes when things work again', () => {
  const known = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'first' };
  const object = replicaSet(3, { replicas: 0, conditions: [known] });
  expect(replicaStatus(object, { ...nothing, failure: new Error('second') }).conditions).toEqual([known]);
  expect(replicaStatus(object, nothing)).not.toHaveProperty('conditions');
});

test('the next pod to become available is the one that has been ready longest', () => {
  expect(nextAvailability([readyFor(10), readyFor(20), readyFor(undefined)], 30, NOW)).toBe(10_000);
  expect(nextAvailability([readyFor(40)], 30, NOW)).toBeUndefined();
});
