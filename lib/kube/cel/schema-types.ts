import { additionalOf, itemsOf } from '../custom-resource/schema-parts';
import type { JSONSchemaProps } from '../generated/apiextensions-v1';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  type ListAssociation,
  listOf,
  mapOf,
  STRING,
  structOf,
  TIMESTAMP,
} from './types';

const TEXT_TYPES: { readonly [format: string]: CelType } = {
  byte: BYTES,
  duration: DURATION,
  date: TIMESTAMP,
  'date-time': TIMESTAMP,
};

const SCALARS: { readonly [type: string]: CelType } = { boolean: BOOL, number: DOUBLE, integer: INT };

/** Every object of the API has these, whether its schema says so or not. */
const OBJECT_FIELDS = (name: string) => ({
  kind: STRING,
  apiVersion: STRING,
  metadata: structOf(`${name}.metadata`, { name: STRING, generateName: STRING }),
});

/**
 * The type of values of a schema; undefined for those that expressions do not see, of which nothing is known.
 * @param name of the type, if it is an object
 * @param isRoot a whole object of the API
 */
export function typeOfSchema(schema: JSONSchemaProps, name: string, isRoot: boolean): CelType | undefined {
  if (schema['x-kubernetes-int-or-string']) return DYN;
  switch (isRoot ? 'object' : schema.type) {
    case 'array': {
      const element = itemsOf(schema);
      const type = element && typeOfPart(element, `${name}.@idx`);
      return type && listOf(type, associationOf(schema));
    }
    case 'object':
      return typeOfObject(schema, name, isRoot);
    default:
      return typeOfScalar(schema);
  }
}

/** Undefined for what is no scalar. */
export function typeOfScalar({ type = '', format = '' }: JSONSchemaProps): CelType | undefined {
  return type === 'string' ? (TEXT_TYPES[format] ?? STRING) : SCALARS[type];
}

function associationOf(schema: JSONSchemaProps): ListAssociation | undefined {
  const { 'x-kubernetes-list-type': type, 'x-kubernetes-list-map-keys': keys = [] } = schema;
  return type === 'map' ? { type, keys } : type === 'set' ? { type } : undefined;
}

function typeOfPart(schema: JSONSchemaProps, name: string): CelType | undefined {
  return typeOfSchema(schema, name, schema['x-kubernetes-embedded-resource'] === true);
}

function typeOfObject(schema: JSONSchemaProps, name: string, isRoot: boolean): CelType | undefined {
  const additional = additionalOf(schema);
  if (additional) {
    const value = typeOfPart(additional, `${name}.@elem`);
    return value && mapOf(STRING, value);
  }
  const fields: Record<string, CelType> = {};
  for (const [property, own] of Object.entries(schema.properties ?? {})) {
    const type = typeOfPart(own, `${name}.${property}`);
    if (type) fields[property] = type;
  }
  return structOf(name, isRoot ? { ...fields, ...OBJECT_FIELDS(name) } : fields);
}
