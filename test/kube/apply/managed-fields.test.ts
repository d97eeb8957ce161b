import { FieldSet } from '../../../lib/kube/apply/field-set';
import { ManagedFields } from '../../../lib/kube/apply/managed-fields';
import { freeze } from '../../../lib/kube/frozen';
import type { ManagedFieldsEntry } from '../../../lib/kube/generated/meta-v1';
import type { KubeObject } from '../../../lib/kube/object';
import { schemaOf } from '../../../lib/kube/schema';

const scope = {
  schema: schemaOf({ group: '', version: 'v1', kind: 'ConfigMap' })!,
  apiVersion: 'v1',
  subresource: '',
};

const entry = (changes: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry => ({
  manager: 'm',
  operation: 'Update',
  apiVersion: 'v1',
  time: '2026-01-01T00:00:01Z',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:data': { 'f:x': {} } },
  ...changes,
});

const configMap = (data: Record<string, string>, uid = 'uid'): KubeObject =>
  freeze({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', ...(uid ? { uid } : {}) }, data });

test.each([
  ['operation must be `Apply` or `Update`', { operation: 'Put' }],
  ['apiVersion must not be empty', { apiVersion: '' }],
  ['missing fieldsType in managed fields entry 1', { fieldsType: undefined }],
  ['invalid fieldsType "FieldsV2" in managed fields entry 1', { fieldsType: 'FieldsV2' }],
])('decoding refuses: %s', (message, changes) => {
  expect(() => ManagedFields.decode([entry(), entry(changes)])).toThrow(message);
});

test('entries come back in order of operation, time, manager, version and subresource', () => {
  const entries = [
    entry({ operation: 'Apply', manager: 'z', time: '2026-01-01T00:00:09Z' }),
    entry({ manager: 'c', time: undefined }),
    entry({ manager: 'a', time: '2026-01-01T00:00:02Z' }),
    entry({ manager: 'a', time: '2026-01-01T00:00:02Z', subresource: 'status' }),
    entry({ manager: 'a', time: '2026-01-01T00:00:02Z', apiVersion: 'v2' }),
    entry({ manager: 'b', time: '2026-01-01T00:00:02Z' }),
    entry({ manager: 'a', time: '2026-01-01T00:00:03Z', apiVersion: 'v3' }),
  ];
  const { time: _, ...untimed } = entries[1]!;
  expect(ManagedFields.decode([...entries].reverse()).encode()).toEqual([
    entries[0],
    untimed,
    ...entries.slice(2),
  ]);
});

test('an encoded list is remembered, frozen, and decodes to the same ownership', () => {
  const managed = ManagedFields.decode([entry()]);
  const encoded = managed.encode();
  expect(managed.encode()).toBe(encoded);
  expect(Object.isFrozen(encoded) && Object.isFrozen(encoded[0]!.fieldsV1)).toBe(true);
  expect(ManagedFields.decode(encoded)).toBe(managed);
});

test('the last entry of a manager counts', () => {
  const managed = ManagedFields.decode([entry(), entry({ fieldsV1: { 'f:immutable': {} } })]);
  expect(managed.encode()).toEqual([entry({ fieldsV1: { 'f:immutable': {} } })]);
});

test('an update that changes nothing leaves ownership the same object', () => {
  const managed = ManagedFields.decode([entry()]);
  const change = { ...scope, manager: 'other', time: '2026-01-01T00:00:05Z' };
  expect(managed.update({ ...change, before: configMap({ x: '1' }), after: configMap({ x: '1' }) })).toBe(
    managed,
  );
});

test('an object whose ownership was cleared is not tracked', () => {
  const change = { ...scope, manager: 'm', time: '2026-01-01T00:00:05Z', after: configMap({ x: '2' }) };
  expect(ManagedFields.none.update({ ...change, before: configMap({ x: '1' }) }).isEmpty).toBe(true);
  expect(ManagedFields.none.update({ ...change, before: configMap({ x: '1' }, '') }).isEmpty).toBe(false);
});

test('a manager without a name is unknown', () => {
  const managed = ManagedFields.none.update({
    ...scope,
    manager: '',
    time: 't',
    after: configMap({ x: '1' }),
  });
  expect(managed.encode()[0]!.manager).toBe('unknown');
});

test('a list whose elements cannot be told apart costs the object its ownership', () => {
  const after = freeze({
    ...configMap({}),
    metadata: { name: 'a', finalizers: [null as unknown as string] },
  });
  const managed = ManagedFields.decode([entry()]);
  const change = { ...scope, manager: 'm', time: 't', before: configMap({}), after };
  expect(managed.update(change)).toBe(ManagedFields.none);
});

describe('what a client sends as managedFields', () => {
  const live = ManagedFields.decode([entry()]);

  test('counts on the main resource only', () => {
    const sent = [entry({ manager: 'sent' })];
    expect(ManagedFields.sent(sent, live, '').encode()).toEqual(sent);
    expect(ManagedFields.sent(sent, live, 'status')).toBe(live);
  });

  test('clears ownership when it is empty', () => {
    expect(ManagedFields.sent([], live, '')).toBe(ManagedFields.none);
    expect(ManagedFields.sent([{}], live, '')).toBe(ManagedFields.none);
  });

  test('does not count when it is missing or wrong', () => {
    expect(ManagedFields.sent(undefined, live, '')).toBe(live);
    expect(ManagedFields.sent([entry({ fieldsType: 'no' })], live, '')).toBe(live);
  });
});

test('times alone are no reason to store ownership again', () => {
  const before = ManagedFields.decode([entry()]);
  const later = ManagedFields.decode([entry({ time: '2026-01-01T00:00:09Z' })]);
  const other = ManagedFields.decode([entry({ fieldsV1: { 'f:immutable': {} } })]);
  expect(later.withTimesOf(before)).toBe(before);
  expect(other.withTimesOf(before)).toBe(other);
  expect(ManagedFields.none.withTimesOf(before)).toBe(ManagedFields.none);
});

test('what a manager owns is found by name and operation', () => {
  const managed = ManagedFields.decode([
    entry(),
    entry({ apiVersion: 'v2', fieldsV1: { 'f:immutable': {} } }),
  ]);
  const owned = managed.ownedBy('m', { operation: 'Update' })!;
  expect(owned.equals(FieldSet.of(['f:data', 'f:x'], ['f:immutable']))).toBe(true);
  expect(managed.ownedBy('m', { operation: 'Apply' })).toBeUndefined();
  expect(managed.ownedBy('m', { operation: 'Update', subresource: 'status' })).toBeUndefined();
});
