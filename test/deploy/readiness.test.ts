import { awaitsConsumer } from '../../lib/deploy/awaits-consumer';
import { readiness } from '../../lib/deploy/readiness';
import type { PersistentVolumeClaim, Pod } from '../../lib/kube/generated/core-v1';
import type { StorageClass } from '../../lib/kube/generated/storage-v1';
import type { KubeObject } from '../../lib/kube/object';

function judged(apiVersion: string, kind: string, rest: object, endpoints = 0) {
  const object = { apiVersion, kind, metadata: { name: 'x', generation: 2 }, ...rest } as KubeObject;
  return readiness(object, { readyEndpoints: () => endpoints, awaitsConsumer: () => false });
}

const SEEN = { observedGeneration: 2 };

describe('readiness', () => {
  test.each([
    [
      'waits for its controller to have seen it',
      { status: { observedGeneration: 1 } },
      'progressing',
      'waiting for its controller',
    ],
    [
      'counts updated replicas first',
      { spec: { replicas: 3 }, status: { ...SEEN, updatedReplicas: 1 } },
      'progressing',
      '1 of 3 replicas updated',
    ],
    [
      'waits for old replicas to go',
      { spec: { replicas: 2 }, status: { ...SEEN, replicas: 3, updatedReplicas: 2, availableReplicas: 3 } },
      'progressing',
      '1 old replica still to go',
    ],
    [
      'waits for availability',
      { spec: { replicas: 2 }, status: { ...SEEN, replicas: 2, updatedReplicas: 2, availableReplicas: 1 } },
      'progressing',
      '1 of 2 replicas available',
    ],
    [
      'is ready when all replicas are available',
      { spec: { replicas: 2 }, status: { ...SEEN, replicas: 2, updatedReplicas: 2, availableReplicas: 2 } },
      'ready',
      '2 replicas ready',
    ],
    [
      'has failed after its progress deadline',
      {
        spec: { progressDeadlineSeconds: 60 },
        status: {
          ...SEEN,
          conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
        },
      },
      'failed',
      'exceeded its progress deadline of 60 s',
    ],
  ])('a Deployment %s', (_name, rest, state, message) => {
    expect(judged('apps/v1', 'Deployment', rest)).toEqual({ state, message });
  });

  test.each([
    ['with a selector needs a ready endpoint', { spec: { selector: { a: 'b' } } }, 0, 'progressing'],
    ['with a ready endpoint is ready', { spec: { selector: { a: 'b' } } }, 2, 'ready'],
    ['without a selector is ready', { spec: {} }, 0, 'ready'],
    [
      'of type LoadBalancer needs an address',
      { spec: { type: 'LoadBalancer', selector: { a: 'b' } } },
      1,
      'progressing',
    ],
  ])('a Service %s', (_name, rest, endpoints, state) => {
    expect(judged('v1', 'Service', rest, endpoints).state).toBe(state);
  });

  test('a Job must complete', () => {
    expect(judged('batch/v1', 'Job', { spec: { completions: 3 }, status: { succeeded: 1 } })).toEqual({
      state: 'progressing',
      message: '1 of 3 completions',
    });
    expect(
      judged('batch/v1', 'Job', { status: { conditions: [{ type: 'Complete', status: 'True' }] } }).state,
    ).toBe('ready');
    expect(
      judged('batch/v1', 'Job', {
        status: { conditions: [{ type: 'Failed', status: 'True', message: 'limit reached' }] },
      }),
    ).toEqual({ state: 'failed', message: 'failed: limit reached' });
  });

  test('an Ingress needs an address', () => {
    expect(judged('networking.k8s.io/v1', 'Ingress', {}).state).toBe('progressing');
    expect(
      judged('networking.k8s.io/v1', 'Ingress', {
        status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } },
      }).state,
    ).toBe('ready');
  });

  test('an object that is being deleted is not ready', () => {
    expect(
      judged('v1', 'ConfigMap', { metadata: { name: 'x', deletionTimestamp: '2026-01-01T00:00:00Z' } }),
    ).toEqual({ state: 'progressing', message: 'being deleted' });
  });

  test('a kind without a rule is judged by its conditions, and is ready without any', () => {
    expect(
      judged('example.com/v1', 'Widget', {
        status: {
          observedGeneration: 2,
          conditions: [{ type: 'Ready', status: 'False', message: 'no parts' }],
        },
      }),
    ).toEqual({ state: 'progressing', message: 'no parts' });
    expect(judged('v1', 'ConfigMap', { metadata: { name: 'x' } }).state).toBe('ready');
  });
});

describe('a claim', () => {
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'shop' },
    spec: { storageClassName: 'slow' },
    status: { phase: 'Pending' },
  } as PersistentVolumeClaim;
  const classOf = (volumeBindingMode: 'Immediate' | 'WaitForFirstConsumer'): StorageClass => ({
    metadata: { name: 'slow' },
    provisioner: 'example.com/disk',
    volumeBindingMode,
  });
  const user = {
    metadata: { name: 'p' },
    spec: { containers: [], volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
  } as Pod;
  const stateOf = (classes: StorageClass[], pods: Pod[]) =>
    readiness(claim, {
      readyEndpoints: () => 0,
      awaitsConsumer: (one) => awaitsConsumer(one, classes, pods),
    }).state;

  test('that binds to its first user is ready while nobody uses it', () => {
    expect(stateOf([classOf('WaitForFirstConsumer')], [])).toBe('ready');
  });

  test('that a pod waits for is not', () => {
    expect(stateOf([classOf('WaitForFirstConsumer')], [user])).toBe('progressing');
  });

  test('that binds at once is ready when it is bound', () => {
    expect(stateOf([classOf('Immediate')], [])).toBe('progressing');
  });
});
