import { type FieldError, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import type { CustomResourceSubresourceScale } from '../generated/apiextensions-v1';
import { isObject, type JsonObject, member } from '../record';

const LARGEST_COUNT = 2 ** 31 - 1;

/** The names of the fields on the way: `.spec.replicas` is `spec`, then `replicas`. */
export function fieldsOfPath(path: string): readonly string[] {
  return path.replace(/^\./, '').split('.');
}

/** Undefined when it is not there. */
export function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const name of fieldsOfPath(path)) value = isObject(value) ? member(value, name) : undefined;
  return value;
}

/** The object with another value at the path; objects on the way are made when they are missing. */
export function withValueAt(object: JsonObject, path: string, value: unknown): JsonObject {
  const [name, ...rest] = fieldsOfPath(path);
  if (rest.length === 0) return { ...object, [name!]: value };
  const inner = member(object, name!);
  return { ...object, [name!]: withValueAt(isObject(inner) ? inner : {}, rest.join('.'), value) };
}

/** What is wrong with the replica counts that a Scale shows. @param ofStatus those of the status only */
export function validateScalePaths(
  object: JsonObject,
  scale: CustomResourceSubresourceScale,
  ofStatus: boolean,
  errors: FieldError[],
): void {
  if (!ofStatus) validateCount(object, scale.specReplicasPath, errors);
  validateCount(object, scale.statusReplicasPath, errors);
  const { labelSelectorPath } = scale;
  const selector = labelSelectorPath === undefined ? undefined : valueAt(object, labelSelectorPath);
  if (selector !== undefined && typeof selector !== 'string')
    errors.push(
      invalidValue(FieldPath.of(labelSelectorPath!), '', wrongType(labelSelectorPath!, selector, 'string')),
    );
}

function validateCount(object: JsonObject, path: string, errors: FieldError[]): void {
  const count = valueAt(object, path);
  if (count === undefined) return;
  const place = FieldPath.of(path);
  if (typeof count !== 'number' || !Number.isInteger(count))
    errors.push(invalidValue(place, 0, wrongType(path, count, 'int64')));
  else if (count < 0) errors.push(invalidValue(place, count, 'should be a non-negative integer'));
  else if (count > LARGEST_COUNT)
    errors.push(invalidValue(place, count, `should be less than or equal to ${LARGEST_COUNT}`));
}

function wrongType(path: string, value: unknown, expected: string): string {
  return `${path} accessor error: ${typeof value === 'string' ? value : JSON.stringify(value)} is of the type ${goType(value)}, expected ${expected}`;
}

function goType(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return '[]interface {}';
  return isObject(value) ? 'map[string]interface {}' : typeof value;
}
