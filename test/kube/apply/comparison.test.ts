import { compare } from '../../../lib/kube/apply/comparison';
import { freeze } from '../../../lib/kube/frozen';
import { schemaOf } from '../../../lib/kube/schema';

const deployment = schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' })!;
const pod = schemaOf({ group: '', version: 'v1', kind: 'Pod' })!;

/** A value that must not be looked at. */
const untouchable = new Proxy(Object.freeze({}), {
  get: () => {
    throw new Error('a shared part was looked at');
  },
  ownKeys: () => {
    throw new Error('a shared part was looked at');
  },
});

test('shared parts are not looked at', () => {
  const before = { spec: untouchable, status: { replicas: 1 } };
  const after = { spec: untouchable, status: { replicas: 2 } };
  const { modified, added, removed } = compare(before, after, deployment);
  expect(modified.print()).toEqual({ 'f:status': { 'f:replicas': {} } });
  expect([added.isEmpty, removed.isEmpty]).toEqual([true, true]);
});

test('structures that Go always writes are not added with their fields', () => {
  const { added } = compare({}, { spec: { template: { spec: { containers: [] } } } }, deployment);
  expect(added.isEmpty).toBe(true);
});

test('a field at its zero value is not added where Go always writes it', () => {
  const { added, modified } = compare(
    {},
    { status: { replicas: 0 }, metadata: {} },
    schemaOf({
      group: 'apps',
      version: 'v1',
      kind: 'ReplicaSet',
    })!,
  );
  expect([added.isEmpty, modified.isEmpty]).toEqual([true, true]);
});

test('what Go writes of a new element belongs to who adds it', () => {
  const after = freeze({ spec: { containers: [{ name: 'web', image: 'web:1' }] } });
  expect(compare({}, after, pod).added.print()).toEqual({
    'f:spec': {
      'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:name': {}, 'f:resources': {} } },
    },
  });
});

test('elements with the same key are owned together', () => {
  const env = (...values: string[]) => ({
    spec: { containers: [{ name: 'web', env: values.map((value) => ({ name: 'A', value })) }] },
  });
  const at = (subset: object) => ({
    'f:spec': { 'f:containers': { 'k:{"name":"web"}': { 'f:env': { 'k:{"name":"A"}': subset } } } },
  });
  const many = compare(env('1', '2'), env('1', '3'), pod);
  expect(many.modified.print()).toEqual(at({}));
  const more = compare(env('1'), env('1', '2'), pod);
  expect(more.added.print()).toEqual(at({}));
  expect(more.removed.print()).toEqual(at({ '.': {}, 'f:name': {}, 'f:value': {} }));
  const fewer = compare(env('1', '2'), env('2'), pod);
  expect(fewer.removed.print()).toEqual(at({}));
  expect(fewer.added.print()).toEqual(at({ '.': {}, 'f:name': {}, 'f:value': {} }));
});
