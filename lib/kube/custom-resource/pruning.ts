import type { JSONSchemaProps } from '../generated/apiextensions-v1';
import { isObject, type JsonObject, setMember } from '../record';
import { additionalOf, itemsOf, propertyOf } from './schema-parts';

type Schema = JSONSchemaProps;

const RESOURCE_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * The value without the fields that its schema does not state; the same value when there are none.
 *
 * @param isResource it is an object of the API, whatever the schema says: its `apiVersion`, `kind` and `metadata` stay
 */
export function pruned(value: unknown, schema: Schema | undefined, isResource = false): unknown {
  if (Array.isArray(value)) return prunedList(value, schema);
  if (!isObject(value)) return value;
  if (!schema && !isResource) return Object.keys(value).length === 0 ? value : {};
  const keepsNames = isResource || schema?.['x-kubernetes-embedded-resource'];
  const keepsUnknown = schema?.['x-kubernetes-preserve-unknown-fields'] ?? false;
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    if (keepsNames && RESOURCE_FIELDS.has(key)) continue;
    const inner = schema ? schemaOf(schema, key) : 'unknown';
    const kept = inner === 'unknown' ? undefined : pruned(value[key], inner);
    if (inner === 'unknown' ? keepsUnknown : kept === value[key]) continue;
    changed ??= copyOf(value);
    if (inner === 'unknown') delete changed[key];
    else setMember(changed, key, kept);
  }
  return changed ?? value;
}

function prunedList(list: readonly unknown[], schema: Schema | undefined): unknown {
  const items = schema && itemsOf(schema);
  if (!items && schema?.['x-kubernetes-preserve-unknown-fields']) return list;
  const kept = list.map((element) => pruned(element, items));
  return kept.every((element, index) => element === list[index]) ? list : kept;
}

/** The schema of a field; undefined where any field is allowed, but nothing is stated of it. */
function schemaOf(schema: Schema, key: string): Schema | undefined | 'unknown' {
  const property = propertyOf(schema, key);
  if (property) return property;
  return schema.additionalProperties === undefined ? 'unknown' : additionalOf(schema);
}

function copyOf(value: JsonObject): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) setMember(copy, key, value[key]);
  return copy;
}
