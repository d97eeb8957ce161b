import { duplicate, type FieldError, invalidValue } from '../field-error';
import { type FieldPath, pathUnder } from '../field-path';
import type { JSONSchemaProps } from '../generated/apiextensions-v1';
import { isObject, type JsonObject } from '../record';
import { additionalOf, itemsOf, propertyOf } from './schema-parts';
import { sortedDeep } from './sorted-deep';

type Schema = JSONSchemaProps;

/** Lists that are sets have no element twice, lists that are maps no keys: of each that is repeated, the second is told. */
export function validateLists(
  value: unknown,
  schema: Schema | undefined,
  path: FieldPath | undefined,
  errors: FieldError[],
): void {
  if (!schema) return;
  if (Array.isArray(value)) {
    validateList(value, schema, path!, errors);
    const items = itemsOf(schema);
    if (items)
      for (const [index, element] of value.entries())
        validateLists(element, items, path!.index(index), errors);
    return;
  }
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    const additional = additionalOf(schema);
    if (additional) validateLists(value[key], additional, path?.key(key), errors);
    else validateLists(value[key], propertyOf(schema, key), pathUnder(path, key), errors);
  }
}

function validateList(list: readonly unknown[], schema: Schema, path: FieldPath, errors: FieldError[]): void {
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set')
    for (const index of repeated(list)) errors.push(duplicate(path.index(index), sortedDeep(list[index])));
  if (type !== 'map') return;
  const wrong = list.findIndex((element) => element !== null && !isObject(element));
  if (wrong >= 0) {
    const text = 'must be an object for an array of list-type map';
    errors.push(invalidValue(path.index(wrong), list[wrong], text));
    return;
  }
  const keys = list.map((element) => keysOf(element as JsonObject | null, schema));
  for (const index of repeated(keys)) errors.push(duplicate(path.index(index), keys[index]));
}

function keysOf(element: JsonObject | null, schema: Schema): JsonObject {
  const names = schema['x-kubernetes-list-map-keys'] ?? [];
  return Object.fromEntries(
    [...names]
      .sort()
      .flatMap((name) => (element && Object.hasOwn(element, name) ? [[name, element[name]]] : [])),
  );
}

/** The index at which each value appears for the second time. */
function repeated(values: readonly unknown[]): number[] {
  const seen = new Map<string, number>();
  return values.flatMap((value, index) => {
    const key = JSON.stringify(sortedDeep(value));
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 2 ? [index] : [];
  });
}
