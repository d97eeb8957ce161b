import { freeze } from '../../../lib/kube/frozen';
import type { Pod } from '../../../lib/kube/generated/core-v1';
import type { KubeObject } from '../../../lib/kube/object';
import { ResourceCatalogue, type ResourceInfo } from '../../../lib/kube/resource-catalogue';
import { StatusError } from '../../../lib/kube/status';
import { admitNew, admitUpdate, withDefaults } from '../../../lib/kube/validation/admit-object';

const USER = { name: 'admin', groups: [] };
const catalogue = ResourceCatalogue.kubernetes();
const pods = catalogue.find('', 'v1', 'pods')!;

function pod(overrides: Partial<Pod> = {}): Pod {
  const spec = { containers: [{ name: 'a', image: 'nginx:1' }], ...overrides.spec };
  return freeze({
    apiVersion: 'v1',
    kind: 'Pod',
    ...overrides,
    metadata: { name: 'web', namespace: 'shop', resourceVersion: '1', uid: 'u', ...overrides.metadata },
    spec,
  });
}

const admitted = (info: ResourceInfo, object: KubeObject) =>
  admitNew(info, withDefaults(info, object), USER).object;

test('a new object starts with generation 1 and its own status', () => {
  const { metadata, status } = admitted(
    pods,
    pod({ metadata: { generation: 7 }, status: { phase: 'Running' } }),
  ) as Pod;
  expect(metadata.generation).toBe(1);
  expect(status?.phase).toBe('Pending');
});

test('an update that changes the spec raises the generation by one', () => {
  const old = admitted(pods, pod());
  const image = (old as Pod).spec!.containers.map((container) => ({ ...container, image: 'nginx:2' }));
  const updated = { ...old, spec: { ...(old as Pod).spec!, containers: image } };
  expect(admitUpdate(pods, undefined, updated, old, USER).object.metadata.generation).toBe(2);
  expect(admitUpdate(pods, undefined, { ...old }, old, USER).object.metadata.generation).toBe(1);
});

test('no update changes when an object was made or marked for deletion', () => {
  const metadata = {
    creationTimestamp: '2026-01-01T00:00:00Z',
    deletionTimestamp: '2026-01-02T00:00:00Z',
    deletionGracePeriodSeconds: 30,
  };
  const old = freeze({
    ...admitted(pods, pod()),
    metadata: { ...admitted(pods, pod()).metadata, ...metadata },
  });
  const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, uid, ...rest } = old.metadata;
  const { object } = admitUpdate(pods, undefined, { ...old, metadata: rest }, old, USER);
  expect(object.metadata).toMatchObject({ ...metadata, uid: 'u' });
});

test('an update of the status leaves the spec alone', () => {
  const old = admitted(pods, pod()) as Pod;
  const updated = { ...old, spec: { containers: [] }, status: { ...old.status, phase: 'Running' as const } };
  const { object } = admitUpdate(pods, 'status', updated, old, USER) as { object: Pod };
  expect(object.spec).toBe(old.spec);
  expect(object.status?.phase).toBe('Running');
  expect(object.metadata.generation).toBe(1);
});

test('everything that is wrong is said at once', () => {
  const bad = withDefaults(pods, pod({ metadata: { name: 'Web' }, spec: { containers: [] } }));
  expect(() => admitNew(pods, bad, USER)).toThrow(StatusError);
  expect(() => admitNew(pods, bad, USER)).toThrow(/metadata\.name: .*spec\.containers: Required value/);
});

test('a kind without rules of its own gets the generic ones', () => {
  const flowSchemas: ResourceInfo = {
    ...catalogue.find('', 'v1', 'pods')!,
    group: 'example.com',
    kind: 'Thing',
  };
  const object = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'A', namespace: 'shop' } };
  expect(() => admitNew(flowSchemas, object, USER)).toThrow(
    /^Thing\.example\.com "A" is invalid: metadata\.name/,
  );
});

test('a subresource that updates nothing is a mistake of the program', () => {
  const old = admitted(pods, pod());
  expect(() => admitUpdate(pods, 'log', old, old, USER)).toThrow('pods cannot be updated through log');
});
