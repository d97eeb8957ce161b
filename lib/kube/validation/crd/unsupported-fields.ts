import { additionalOf, itemListOf, itemsOf, propertiesOf } from '../../custom-resource/schema-parts';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';

/** Why the schema cannot be read as a structural one at all: the first reason, or undefined. */
export function unsupportedReason(schema: JSONSchemaProps | undefined): string | undefined {
  if (!schema) return undefined;
  const field = UNSUPPORTED.find((name) => isPresent(schema[name]));
  if (field) return `OpenAPIV3Schema '${field.replace(/^\$(?=schema)/, '')}' is not supported`;
  for (const inner of alternativesOf(schema)) {
    const reason = unsupportedReason(inner);
    if (reason) return reason;
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  if (itemListOf(schema).length > 0) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  for (const inner of membersOf(schema)) {
    const reason = unsupportedReason(inner);
    if (reason) return reason;
  }
  return undefined;
}

const UNSUPPORTED = [
  'id',
  '$schema',
  '$ref',
  'patternProperties',
  'dependencies',
  'additionalItems',
  'definitions',
] as const;

function isPresent(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== '';
}

function* alternativesOf(schema: JSONSchemaProps): Generator<JSONSchemaProps | undefined> {
  yield schema.not;
  yield* schema.allOf ?? [];
  yield* schema.anyOf ?? [];
  yield* schema.oneOf ?? [];
}

function* membersOf(schema: JSONSchemaProps): Generator<JSONSchemaProps | undefined> {
  yield itemsOf(schema);
  for (const [, property] of propertiesOf(schema)) yield property;
  yield additionalOf(schema);
}
