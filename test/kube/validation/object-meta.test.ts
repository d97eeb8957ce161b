import type { FieldError } from '../../../lib/kube/field-error';
import { FieldPath } from '../../../lib/kube/field-path';
import type { ObjectMeta } from '../../../lib/kube/generated/meta-v1';
import { nameIsDnsSubdomain } from '../../../lib/kube/names';
import {
  validateFieldManager,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '../../../lib/kube/validation/object-meta';

const METADATA = FieldPath.of('metadata');
const printed = (errors: readonly FieldError[]) => errors.map(({ field, message }) => `${field}: ${message}`);

function ofNew(meta: ObjectMeta, namespaced = true): string[] {
  const errors: FieldError[] = [];
  validateObjectMeta(meta, namespaced, nameIsDnsSubdomain, METADATA, errors);
  return printed(errors);
}

function ofUpdate(meta: ObjectMeta, old: ObjectMeta): string[] {
  const errors: FieldError[] = [];
  validateObjectMetaUpdate({ resourceVersion: '1', ...meta }, old, METADATA, errors);
  return printed(errors);
}

test('a name and a namespace are required', () => {
  expect(ofNew({})).toEqual([
    'metadata.name: Required value: name or generateName is required',
    'metadata.namespace: Required value',
  ]);
});

test('cluster-scoped objects have no namespace', () => {
  expect(ofNew({ name: 'a', namespace: 'b' }, false)).toEqual([
    'metadata.namespace: Forbidden: not allowed on this type',
  ]);
});

test('managed fields say by whom and how', () => {
  const managedFields = [
    { manager: 'a\u0007', operation: 'Patch', fieldsType: 'FieldsV2', subresource: 's'.repeat(257) },
  ];
  expect(ofNew({ name: 'a', namespace: 'b', managedFields })).toEqual([
    'metadata.managedFields[0].operation: Invalid value: "Patch": must be `Apply` or `Update`',
    'metadata.managedFields[0].fieldsType: Invalid value: "FieldsV2": must be `FieldsV1`',
    'metadata.managedFields[0].manager: Invalid value: "a\\a": invalid character U+0007 (at position 1)',
    'metadata.managedFields[0].subresource: Too long: may not be more than 256 bytes',
  ]);
});

test('a field manager has at most 128 bytes', () => {
  const errors: FieldError[] = [];
  validateFieldManager('ä'.repeat(65), METADATA, errors);
  expect(printed(errors)).toEqual(['metadata: Too long: may not be more than 128 bytes']);
});

test('an object that is being deleted gets no new finalizers', () => {
  const old = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a/b'] };
  expect(ofUpdate({ ...old, finalizers: ['d/e', 'a/b', 'c/d'] }, old)).toEqual([
    'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"c/d", "d/e"}',
  ]);
  expect(ofUpdate({ ...old, finalizers: [] }, old)).toEqual([]);
});

test('an update names the version it starts from', () => {
  expect(ofUpdate({ resourceVersion: '' }, {})).toEqual([
    'metadata.resourceVersion: Invalid value: "": must be specified for an update',
  ]);
});

test('identity is immutable', () => {
  expect(
    ofUpdate({ name: 'b', namespace: 'c', uid: 'd', generation: 1 }, { name: 'a', generation: 2 }),
  ).toEqual([
    'metadata.generation: Invalid value: 1: must not be decremented',
    'metadata.name: Invalid value: "b": field is immutable',
    'metadata.namespace: Invalid value: "c": field is immutable',
    'metadata.uid: Invalid value: "d": field is immutable',
  ]);
});
