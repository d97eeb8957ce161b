import type { JSONSchemaProps } from '../generated/apiextensions-v1';
import { isObject } from '../record';
import { additionalOf, itemsOf, propertyOf } from './schema-parts';

type Schema = JSONSchemaProps;

const RESOURCE_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** The paths of the fields that pruning removes from an object of the API, sorted: `spec.ports[0].odd`. */
export function unknownFieldsOf(object: unknown, schema: Schema | undefined): string[] {
  const found: string[] = [];
  collect(object, schema, true, '', found);
  return found.sort();
}

function collect(
  value: unknown,
  schema: Schema | undefined,
  isResource: boolean,
  path: string,
  found: string[],
) {
  if (Array.isArray(value)) {
    const items = schema && itemsOf(schema);
    if (!items && schema?.['x-kubernetes-preserve-unknown-fields']) return;
    for (const [index, element] of value.entries())
      collect(element, items, false, `${path}[${index}]`, found);
    return;
  }
  if (!isObject(value)) return;
  const keepsNames = isResource || schema?.['x-kubernetes-embedded-resource'];
  for (const key of Object.keys(value)) {
    if (keepsNames && RESOURCE_FIELDS.has(key)) continue;
    const own = path ? `${path}.${key}` : key;
    const property = schema && propertyOf(schema, key);
    if (property) collect(value[key], property, false, own, found);
    else if (schema?.additionalProperties !== undefined)
      collect(value[key], additionalOf(schema), false, own, found);
    else if (!schema?.['x-kubernetes-preserve-unknown-fields']) found.push(own);
  }
}
