import type { JSONSchemaProps } from '../generated/apiextensions-v1';
import { isObject, setMember } from '../record';
import { additionalOf, itemsOf, propertyOf } from './schema-parts';

/** Calls `visit` for every object that is an object of the API inside of another one. */
export function eachEmbeddedObject(
  value: unknown,
  schema: JSONSchemaProps | undefined,
  path: string,
  visit: (object: { readonly [field: string]: unknown }, path: string) => void,
): void {
  if (!schema) return;
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries())
      eachEmbeddedObject(element, itemsOf(schema), `${path}[${index}]`, visit);
    return;
  }
  if (!isObject(value)) return;
  if (schema['x-kubernetes-embedded-resource']) visit(value, path);
  for (const key of Object.keys(value)) {
    const property = propertyOf(schema, key);
    const own = property ? (path ? `${path}.${key}` : key) : `${path}[${key}]`;
    eachEmbeddedObject(value[key], property ?? additionalOf(schema), own, visit);
  }
}

/** The value with every such object replaced by what `change` makes of it; the same value when nothing changes. */
export function withEmbeddedObjects(
  value: unknown,
  schema: JSONSchemaProps | undefined,
  path: string,
  change: (object: { readonly [field: string]: unknown }, path: string) => object,
): unknown {
  if (!schema) return value;
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    const changed = value.map((element, index) =>
      withEmbeddedObjects(element, items, `${path}[${index}]`, change),
    );
    return changed.every((element, index) => element === value[index]) ? value : changed;
  }
  if (!isObject(value)) return value;
  let result: { readonly [field: string]: unknown } = value;
  for (const key of Object.keys(value)) {
    const property = propertyOf(schema, key);
    const own = property ? (path ? `${path}.${key}` : key) : `${path}[${key}]`;
    const changed = withEmbeddedObjects(value[key], property ?? additionalOf(schema), own, change);
    if (changed === value[key]) continue;
    if (result === value) result = { ...value };
    setMember(result, key, changed);
  }
  return schema['x-kubernetes-embedded-resource'] ? change(result, path) : result;
}
