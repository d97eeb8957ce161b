import { typeOfScalar } from '../cel/schema-types';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DYN,
  INT,
  listOf,
  mapOf,
  STRING,
  structOf,
  TIMESTAMP,
} from '../cel/types';
import { additionalOf, itemsOf, propertiesOf } from '../custom-resource/schema-parts';
import type { JSONSchemaProps } from '../generated/apiextensions-v1';
import type { ResourceInfo } from '../resource-catalogue';
import { type Schema, schemaNamed, schemaOf } from '../schema';

/**
 * The types of objects by which Kubernetes checks the expressions of policies. Fields whose type has no counterpart in
 * the expression language, quantities among them, are not declared.
 */

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
/** In Kubernetes the time, so that no two are the same. */
const UNIQUE = '0';

/** The type of the objects of a resource; undefined if there is no schema of them. */
export function typeOfKind({ kind, custom, ...place }: ResourceInfo): CelType | undefined {
  const name = `${kind}${UNIQUE}`;
  if (custom) {
    const { openAPIV3Schema } = custom.version.schema ?? {};
    return openAPIV3Schema && typeOfResource(openAPIV3Schema, name);
  }
  const schema = schemaOf({ ...place, kind });
  return schema && typeOfBuiltIn(schema, name, []);
}

/** @param within definitions that the schema is a part of: nothing is stated of one inside itself */
function typeOfBuiltIn(schema: Schema, name: string, within: readonly string[]): CelType | undefined {
  const { definitionName: own } = schema;
  if (own !== undefined && within.includes(own)) return structOf(name, {});
  const inside = own === undefined ? within : [...within, own];
  switch (schema.type) {
    case 'object':
      return structOfFields(name, [...schema.fields], (field, path) => typeOfBuiltIn(field, path, inside));
    case 'any':
      return own === undefined || UNTYPED.test(own) ? undefined : structOf(name, {});
    case 'map':
      return containerOf(schema.items && typeOfBuiltIn(schema.items, `${name}.@elem`, inside), mapOfTexts);
    case 'array':
      return containerOf(schema.items && typeOfBuiltIn(schema.items, `${name}.@idx`, inside), listOf);
    default:
      return BUILT_IN_SCALARS[schema.type];
  }
}

/** Any JSON, of which no type is stated. */
const UNTYPED = /\.(?:JSON|JSONSchemaPropsOr\w+)$/;

const BUILT_IN_SCALARS: { readonly [type in Schema['type']]?: CelType } = {
  string: STRING,
  integer: INT,
  number: DOUBLE,
  boolean: BOOL,
  bytes: BYTES,
  time: TIMESTAMP,
  microTime: TIMESTAMP,
  intOrString: DYN,
};

/** Of an object with metadata: of a custom resource, or inside one. */
function typeOfResource(schema: JSONSchemaProps, name: string): CelType {
  const metadata = typeOfBuiltIn(schemaNamed(OBJECT_META), `${name}.metadata`, [])!;
  const stated = propertiesOf(schema).filter(([field]) => !STANDARD.has(field));
  return structOfFields(name, stated, typeOfCustom, { apiVersion: STRING, kind: STRING, metadata });
}

const STANDARD = new Set(['apiVersion', 'kind', 'metadata']);

function typeOfCustom(schema: JSONSchemaProps, name: string): CelType | undefined {
  if (schema['x-kubernetes-int-or-string']) return DYN;
  if (schema['x-kubernetes-embedded-resource']) return typeOfResource(schema, name);
  switch (schema.type) {
    case 'array': {
      const items = itemsOf(schema);
      return containerOf(items && typeOfCustom(items, `${name}.@idx`), listOf);
    }
    case 'object': {
      const additional = additionalOf(schema);
      return additional
        ? containerOf(typeOfCustom(additional, `${name}.@elem`), mapOfTexts)
        : structOfFields(name, propertiesOf(schema), typeOfCustom);
    }
    default:
      return typeOfScalar(schema);
  }
}

const mapOfTexts = (value: CelType) => mapOf(STRING, value);

function containerOf(part: CelType | undefined, container: (part: CelType) => CelType): CelType | undefined {
  return part && container(part);
}

function structOfFields<S>(
  name: string,
  fields: readonly (readonly [field: string, schema: S])[],
  typeOf: (schema: S, name: string) => CelType | undefined,
  more: { readonly [field: string]: CelType } = {},
): CelType {
  const types: Record<string, CelType> = { ...more };
  for (const [field, schema] of fields) {
    const type = typeOf(schema, `${name}.${field}`);
    if (type) types[field] = type;
  }
  return structOf(name, types);
}
