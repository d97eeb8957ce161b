import { hasRules, validateSchemaRules } from '../cel/custom-resource-rules';
import { type FieldError, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { ObjectMeta } from '../generated/meta-v1';
import { nameIsDns1035Label, nameIsDnsSubdomain, pathSegmentName } from '../names';
import { apiVersionOf, type KubeObject } from '../object';
import { isObject, type JsonObject, member } from '../record';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/object-meta';
import { type CustomVersion, schemaOfVersion } from './custom-version';
import { eachEmbeddedObject } from './embedded-objects';
import { validateLists } from './list-rules';
import { validateScalePaths } from './scale-paths';
import { validateValue } from './validate-value';

const METADATA = FieldPath.of('metadata');

/** All that is wrong with a new object of a custom kind. */
export function validateCustomObject(custom: CustomVersion, object: KubeObject): FieldError[] {
  const errors = kindErrors(custom, object);
  if (errors.length > 0) return errors;
  const isNamespaced = custom.definition.spec.scope === 'Namespaced';
  validateObjectMeta(object.metadata, isNamespaced, nameIsDnsSubdomain, METADATA, errors);
  const schema = schemaOfVersion(custom);
  if (schema) validateValue(object, schema, undefined, errors);
  validateScale(custom, object, false, errors);
  validateEmbedded(custom, object, errors);
  validateLists(object, schema, undefined, errors);
  validateRules(custom, object, undefined, errors);
  return errors;
}

/** The same for an update: what was wrong before, and did not change, is left alone. */
export function validateCustomObjectUpdate(
  custom: CustomVersion,
  object: KubeObject,
  old: KubeObject,
): FieldError[] {
  const errors = kindErrors(custom, object);
  if (errors.length > 0) return errors;
  validateObjectMetaUpdate(object.metadata, old.metadata, METADATA, errors);
  const schema = schemaOfVersion(custom);
  if (schema) {
    const found: FieldError[] = [];
    validateValue(object, schema, undefined, found);
    errors.push(...found.filter((error) => !isOld(error, object, old)));
  }
  validateScale(custom, object, false, errors);
  validateEmbedded(custom, object, errors);
  validateListsUpdate(custom, object, old, errors);
  validateRules(custom, object, old, errors);
  return errors;
}

/** The same for an update of the status. */
export function validateCustomStatusUpdate(
  custom: CustomVersion,
  object: KubeObject,
  old: KubeObject,
): FieldError[] {
  const errors = kindErrors(custom, object);
  if (errors.length > 0) return errors;
  validateObjectMetaUpdate(object.metadata, old.metadata, METADATA, errors);
  const { status } = object as { status?: unknown };
  const schema = schemaOfVersion(custom)?.properties?.['status'];
  if (schema && status !== undefined) {
    const found: FieldError[] = [];
    validateValue(status, schema, FieldPath.of('status'), found);
    errors.push(...found.filter((error) => !isOld(error, object, old)));
  }
  validateScale(custom, object, true, errors);
  validateListsUpdate(custom, object, old, errors);
  validateRules(custom, object, old, errors);
  return errors;
}

/** Reasons of errors that leave rules without a value they could look at. */
const BLOCKING = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const NOT_CHECKED =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

function validateRules(
  custom: CustomVersion,
  object: KubeObject,
  old: KubeObject | undefined,
  errors: FieldError[],
): void {
  const schema = schemaOfVersion(custom);
  if (!schema || !hasRules(schema)) return;
  if (errors.some(({ reason }) => BLOCKING.has(reason)))
    errors.push(invalidValue(FieldPath.of('<nil>'), null, NOT_CHECKED));
  else errors.push(...validateSchemaRules(schema, object, old, undefined));
}

function kindErrors({ definition, version }: CustomVersion, { apiVersion, kind }: KubeObject): FieldError[] {
  const { group, names } = definition.spec;
  const expected = apiVersionOf({ group, version: version.name });
  return [
    ...(kind === names.kind ? [] : [invalidValue(FieldPath.of('kind'), kind, `must be ${names.kind}`)]),
    ...(apiVersion === expected
      ? []
      : [invalidValue(FieldPath.of('apiVersion'), apiVersion, `must be ${expected}`)]),
  ];
}

function validateScale(
  { version }: CustomVersion,
  object: KubeObject,
  ofStatus: boolean,
  errors: FieldError[],
): void {
  const { scale } = version.subresources ?? {};
  if (scale) validateScalePaths(object as unknown as JsonObject, scale, ofStatus, errors);
}

function validateListsUpdate(
  custom: CustomVersion,
  object: KubeObject,
  old: KubeObject,
  errors: FieldError[],
): void {
  const schema = schemaOfVersion(custom);
  const before: FieldError[] = [];
  validateLists(old, schema, undefined, before);
  if (before.length === 0) validateLists(object, schema, undefined, errors);
}

/** Whether the value that an error is about, or one around it, is as it was. A missing field is the fault of what misses it. */
function isOld({ field, reason }: FieldError, object: unknown, old: unknown): boolean {
  const steps = field.split(/\.|\[(\d+)\]/).filter(Boolean);
  const last = reason === 'FieldValueRequired' ? steps.length - 1 : steps.length;
  let [now, before] = [object, old];
  for (const step of steps.slice(0, last)) {
    // Elements of lists have no counterpart: they may have moved.
    if (!isObject(now) || !isObject(before)) return false;
    now = member(now, step);
    before = member(before, step);
    if (before !== undefined && equal(now, before)) return true;
  }
  return false;
}

function validateEmbedded(custom: CustomVersion, object: KubeObject, errors: FieldError[]): void {
  eachEmbeddedObject(object, schemaOfVersion(custom), '', (embedded, path) => {
    const place = FieldPath.of(path);
    validateTypeText(embedded['apiVersion'], place.child('apiVersion'), errors);
    validateKindText(embedded['kind'], place.child('kind'), errors);
    if (embedded['metadata'] === undefined) return;
    const metadata = embedded['metadata'] as ObjectMeta;
    const named = metadata.name ? metadata : { ...metadata, name: 'fakename' };
    validateObjectMeta(named, Boolean(metadata.namespace), pathSegmentName, place.child('metadata'), errors);
  });
}

function validateTypeText(value: unknown, path: FieldPath, errors: FieldError[]): boolean {
  if (value === undefined) errors.push(required(path));
  else if (typeof value !== 'string') errors.push(invalidValue(path, value, 'must be a string'));
  else if (value === '') errors.push(invalidValue(path, value, 'must not be empty'));
  else return true;
  return false;
}

function validateKindText(value: unknown, path: FieldPath, errors: FieldError[]): void {
  if (!validateTypeText(value, path, errors)) return;
  const problems = nameIsDns1035Label((value as string).toLowerCase(), false);
  if (problems.length > 0) {
    const text = `may have mixed case, but should otherwise match: ${problems.join(',')}`;
    errors.push(invalidValue(path, value, text));
  }
}
