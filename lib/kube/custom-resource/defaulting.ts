import type { JSONSchemaProps } from '../generated/apiextensions-v1';
import { isObject, type JsonObject, setMember } from '../record';
import { additionalOf, itemsOf, propertiesOf, propertyOf } from './schema-parts';

type Schema = JSONSchemaProps;

/**
 * The value with the defaults that its schema states, and without nulls where it allows none: a default takes their
 * place, or nothing. The same value when there is nothing to do.
 */
export function withSchemaDefaults(value: unknown, schema: Schema | undefined): unknown {
  if (!schema) return value;
  if (Array.isArray(value)) return listWithDefaults(value, itemsOf(schema));
  return isObject(value) ? objectWithDefaults(value, schema) : value;
}

const isWrongNull = (value: unknown, schema: Schema) => value === null && !schema.nullable;

function listWithDefaults(list: readonly unknown[], items: Schema | undefined): unknown {
  if (!items) return list;
  const filled = list.map((element) =>
    withSchemaDefaults(isWrongNull(element, items) ? (items.default ?? null) : element, items),
  );
  return filled.every((element, index) => element === list[index]) ? list : filled;
}

function objectWithDefaults(object: JsonObject, schema: Schema): unknown {
  const filled: Record<string, unknown> = {};
  let isChanged = false;
  for (const key of Object.keys(object)) {
    const inner = propertyOf(schema, key) ?? additionalOf(schema);
    const value = inner && isWrongNull(object[key], inner) ? inner.default : object[key];
    const after = inner ? withSchemaDefaults(value, inner) : value;
    if (after !== undefined) setMember(filled, key, after);
    isChanged ||= after !== object[key];
  }
  for (const [name, property] of propertiesOf(schema)) {
    if (property.default === undefined || property.default === null || Object.hasOwn(object, name)) continue;
    setMember(filled, name, withSchemaDefaults(property.default, property));
    isChanged = true;
  }
  return isChanged ? filled : object;
}
