import type { JSONSchemaProps } from '../../../kube/generated/apiextensions-v1';
import { isObject } from '../../../kube/record';

/**
 * The fields that a schema had and has no more: the API server drops their values when an object is written next. Paths
 * are those in the objects: `spec.keep`, `spec.rules[].host`.
 */
export function droppedFields(before: unknown, after: unknown, path = ''): readonly string[] {
  if (!isSchema(before) || !isSchema(after) || keepsEverything(after)) return [];
  const dropped: string[] = [];
  const [had, has] = [fieldsOf(before), fieldsOf(after)];
  for (const name of Object.keys(had)) {
    const place = path ? `${path}.${name}` : name;
    const now = has[name] ?? after.additionalProperties;
    if (now === undefined || now === false) dropped.push(place);
    else dropped.push(...droppedFields(had[name], now, place));
  }
  dropped.push(...droppedFields(before.items, after.items, `${path}[]`));
  dropped.push(...droppedFields(before.additionalProperties, after.additionalProperties, `${path}[*]`));
  return dropped;
}

function fieldsOf({ properties }: JSONSchemaProps): { readonly [name: string]: unknown } {
  return isObject(properties) ? properties : {};
}

function isSchema(value: unknown): value is JSONSchemaProps {
  return isObject(value);
}

function keepsEverything(schema: JSONSchemaProps): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}
