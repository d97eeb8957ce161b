import type { JSONSchemaProps, JSONSchemaPropsOrArray } from '../generated/apiextensions-v1';

/** The schemas inside the schema of a custom resource. */

type Schema = JSONSchemaProps;

/** The schema of a list's elements: undefined without one, and for the unsupported list of schemas. */
export function itemsOf(schema: Schema): Schema | undefined {
  const { items } = schema;
  return items === undefined || isList(items) ? undefined : items;
}

/** The unsupported list of schemas, one per element. */
export function itemListOf(schema: Schema): readonly Schema[] {
  const { items } = schema;
  return items !== undefined && isList(items) ? items : [];
}

function isList(items: JSONSchemaPropsOrArray): items is readonly Schema[] {
  return Array.isArray(items);
}

/** The schema of values under keys that `properties` does not name. */
export function additionalOf(schema: Schema): Schema | undefined {
  const { additionalProperties } = schema;
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

export function propertiesOf(schema: Schema): [name: string, schema: Schema][] {
  return Object.entries(schema.properties ?? {});
}

export function propertyOf({ properties }: Schema, name: string): Schema | undefined {
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** Calls `visit` with the schema and every schema in it, however unsupported its place is, until one returns true. */
export function someSchema(schema: Schema | undefined, visit: (schema: Schema) => boolean): boolean {
  if (!schema) return false;
  if (visit(schema)) return true;
  for (const inner of schemasIn(schema)) if (someSchema(inner, visit)) return true;
  return false;
}

function* schemasIn(schema: Schema): Generator<Schema | undefined> {
  yield itemsOf(schema);
  yield* itemListOf(schema);
  yield* schema.allOf ?? [];
  yield* schema.anyOf ?? [];
  yield* schema.oneOf ?? [];
  yield schema.not;
  yield* Object.values(schema.properties ?? {});
  yield additionalOf(schema);
  yield* Object.values(schema.patternProperties ?? {});
  if (typeof schema.additionalItems === 'object') yield schema.additionalItems;
  yield* Object.values(schema.definitions ?? {});
  for (const dependency of Object.values(schema.dependencies ?? {}))
    if (!Array.isArray(dependency)) yield dependency as Schema;
}
