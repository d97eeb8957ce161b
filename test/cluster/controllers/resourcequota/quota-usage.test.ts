import {
  type QuotaSubject,
  quotaUsage,
  replenishes,
} from '../../../../lib/cluster/controllers/resourcequota/quota-usage';
import type {
  PersistentVolumeClaim,
  Pod,
  ResourceQuota,
  Service,
} from '../../../../lib/kube/generated/core-v1';
import type { KubeObject } from '../../../../lib/kube/object';
import { evaluatorOf } from '../../../../lib/kube/quota';
import { listOf } from '../../../../lib/kube/quota/amounts';

const of = (resource: string, objects: readonly KubeObject[]): QuotaSubject => ({
  evaluator: evaluatorOf({ group: '', resource })!,
  objects,
});

const pod = (cpu: string | undefined, fields: Partial<Pod> = {}): Pod => ({
  metadata: { name: 'p', namespace: 'default' },
  spec: { containers: [{ name: 'main', resources: cpu ? { requests: { cpu } } : {} }] },
  status: { phase: 'Running' },
  ...fields,
});

function usage(spec: NonNullable<ResourceQuota['spec']>, ...subjects: readonly QuotaSubject[]) {
  return listOf(quotaUsage({ metadata: { name: 'q' }, spec }, subjects, 0));
}

test('what is limited is summed up over all objects', () => {
  const pods = of('pods', [pod('100m'), pod('200m'), pod(undefined)]);
  expect(usage({ hard: { pods: '5', 'requests.cpu': '1' } }, pods)).toEqual({
    pods: '3',
    'requests.cpu': '300m',
  });
});

test('what nobody uses is used not at all, what nobody counts is left out', () => {
  expect(usage({ hard: { secrets: '1', 'count/widgets.example.com': '1' } }, of('secrets', []))).toEqual({
    secrets: '0',
  });
});

test('only objects in the scopes count', () => {
  const pods = of('pods', [pod('100m'), pod(undefined)]);
  expect(usage({ hard: { pods: '5' }, scopes: ['BestEffort'] }, pods)).toEqual({ pods: '1' });
});

test('pods that have ended leave room', () => {
  const ended = pod('100m', { status: { phase: 'Succeeded' } });
  expect(usage({ hard: { pods: '5', 'count/pods': '5', 'requests.cpu': '1' } }, of('pods', [ended]))).toEqual(
    {
      pods: '0',
      'count/pods': '1',
      'requests.cpu': '0',
    },
  );
});

const withSpec = (spec: Partial<NonNullable<Pod['spec']>>) => pod('1', { spec: { containers: [], ...spec } });
const service = (type: 'ClusterIP' | 'NodePort' | 'LoadBalancer'): Service => ({
  metadata: { name: 's' },
  spec: { type },
});
const claim = (storage?: string): PersistentVolumeClaim => ({
  metadata: { name: 'c' },
  status: storage ? { allocatedResources: { storage } } : {},
});

test.each<[string, string, KubeObject, KubeObject, boolean]>([
  ['the end of a pod', 'pods', pod('1', { status: { phase: 'Failed' } }), pod('1'), true],
  ['the readiness of a pod', 'pods', pod('1', { metadata: { name: 'p', labels: {} } }), pod('1'), false],
  ['a deadline', 'pods', withSpec({ activeDeadlineSeconds: 5 }), withSpec({}), true],
  [
    'another deadline',
    'pods',
    withSpec({ activeDeadlineSeconds: 5 }),
    withSpec({ activeDeadlineSeconds: 6 }),
    false,
  ],
  [
    'a Service that needs no node ports any more',
    'services',
    service('ClusterIP'),
    service('NodePort'),
    true,
  ],
  ['a Service of the same type', 'services', service('NodePort'), service('NodePort'), false],
  ['storage that was allocated', 'persistentvolumeclaims', claim('2Gi'), claim(), true],
  ['a claim that stays', 'persistentvolumeclaims', claim('2Gi'), claim('2Gi'), false],
  ['an update of anything else', 'secrets', { metadata: { name: 'a' } }, { metadata: { name: 'b' } }, false],
])('%s is looked at or not', (_what, resource, object, old, expected) => {
  expect(replenishes(resource, object, old)).toBe(expected);
});

test('a pod that was resized gives something back', () => {
  const resized = (cpu: string): Pod =>
    pod('1', {
      status: {
        containerStatuses: [
          {
            name: 'main',
            image: '',
            imageID: '',
            ready: true,
            restartCount: 0,
            resources: { requests: { cpu } },
          },
        ],
      },
    });
  expect(replenishes('pods', resized('1'), resized('2'))).toBe(true);
  expect(replenishes('pods', resized('1'), resized('1'))).toBe(false);
});
