import {
  type CustomVersion,
  keepsUnknownFields,
  schemaOfVersion,
} from '../../../kube/custom-resource/custom-version';
import type { JSONSchemaProps } from '../../../kube/generated/apiextensions-v1';
import { isObject } from '../../../kube/record';
import type { ResourceInfo } from '../../../kube/resource-catalogue';
import type { Definition } from '../../../kube/structure';
import descriptions from './type-descriptions.json';

/** Which version of OpenAPI is written: version 2 cannot say everything, and kubectl not read all that it can say. */
export type OpenApiVersion = 'v2' | 'v3';

type Fields = { readonly [name: string]: object };

export const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const LIST_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta';

/** The built-in definitions that those of custom resources refer to. */
export const REFERRED_DEFINITIONS: readonly string[] = [OBJECT_META, LIST_META];

/** The definitions of a custom kind and of its list, by their names. */
export function customDefinitions(
  info: ResourceInfo,
  custom: CustomVersion,
  version: OpenApiVersion,
): Record<string, object> {
  const { group, kind } = info;
  const prefix = `${group.split('.').reverse().join('.')}.${info.version}`;
  const { listKind = `${kind}List` } = custom.definition.status?.acceptedNames ?? {};
  const name = `${prefix}.${kind}`;
  return {
    [name]: { ...objectDefinition(custom, version), ...marks(info, custom, kind) },
    [`${prefix}.${listKind}`]: {
      ...listDefinition(`${kind}`, listKind, info.resource, `${PREFIXES[version]}${name}`, version),
      ...marks(info, custom, listKind),
    },
  };
}

const PREFIXES = { v2: '#/definitions/', v3: '#/components/schemas/' } as const;

function marks({ group, version }: ResourceInfo, custom: CustomVersion, kind: string): object {
  const selectable = custom.version.selectableFields?.map(({ jsonPath }) => ({
    fieldPath: jsonPath.replace(/^\./, ''),
  }));
  return {
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
    ...(selectable?.length ? { 'x-kubernetes-selectable-fields': selectable } : {}),
  };
}

/** Where anything may be, clients must not be told of single fields: they would take all others for wrong. */
function objectDefinition(custom: CustomVersion, version: OpenApiVersion): object {
  const schema = schemaOfVersion(custom);
  const isOpen = schema?.['x-kubernetes-preserve-unknown-fields'] || keepsUnknownFields(custom);
  if (!schema || (version === 'v2' && isOpen)) return { type: 'object' };
  const written = version === 'v2' ? schemaV2(schema) : schemaV3(schema);
  return { ...written, properties: { ...written.properties, ...typeFields('object', OBJECT_META, version) } };
}

function listDefinition(
  kind: string,
  listKind: string,
  plural: string,
  reference: string,
  version: OpenApiVersion,
): object {
  const items = {
    description: `List of ${plural}. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md`,
    type: 'array',
    items: { $ref: reference },
  };
  return {
    description: `${listKind} is a list of ${kind}`,
    type: 'object',
    required: ['items'],
    properties: { ...typeFields('list', LIST_META, version), items },
  };
}

/** Metadata with the texts that kubectl explain shows of its fields. */
export function describedMetadata(definition: Definition): Definition {
  const texts: { readonly [field: string]: string | undefined } = descriptions.objectMeta;
  const properties = Object.entries(definition.properties!).map(
    ([name, property]) => [name, { description: texts[name], ...property }] as const,
  );
  return { ...definition, properties: Object.fromEntries(properties) };
}

/** `apiVersion`, `kind` and `metadata`. */
function typeFields(of: 'object' | 'list' | 'embedded', metadata: string, version: OpenApiVersion): Fields {
  const texts = descriptions[of];
  const $ref = `${PREFIXES[version]}${metadata}`;
  return {
    apiVersion: { description: texts.apiVersion, type: 'string' },
    kind: { description: texts.kind, type: 'string' },
    metadata: { description: texts.metadata, ...(version === 'v2' ? { $ref } : { allOf: [{ $ref }] }) },
  };
}

/** A schema as it is written in a document. */
type Written = { readonly [field: string]: unknown } & { readonly properties?: Fields };

function schemaV3(schema: JSONSchemaProps): Written {
  const { items, properties, additionalProperties, ...rest } = schema;
  const isUnstated = schema['x-kubernetes-int-or-string'] && !schema.anyOf;
  const written: Written = {
    ...rest,
    ...(isUnstated ? { anyOf: [{ type: 'integer' }, { type: 'string' }] } : {}),
    ...children(schema, schemaV3),
  };
  if (!schema['x-kubernetes-embedded-resource']) return written;
  return {
    ...written,
    required: withTypeFields(schema.required),
    properties: { ...written.properties, ...typeFields('embedded', OBJECT_META, 'v3') },
  };
}

function withTypeFields(required: readonly string[] = []): readonly string[] {
  return [...required, ...['kind', 'apiVersion'].filter((name) => !required.includes(name))];
}

const ALTERNATIVES = ['allOf', 'anyOf', 'oneOf', 'not', 'default', 'nullable'] as const;

function schemaV2(schema: JSONSchemaProps): Written {
  const { items, properties, additionalProperties, type, required, ...rest } = schema;
  for (const field of ALTERNATIVES) delete (rest as { [field: string]: unknown })[field];
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'];
  const isVague = schema.nullable || isOpen;
  const parts = children(isVague ? { additionalProperties } : schema, schemaV2);
  const hidesType =
    schema.nullable || (type === 'array' && !('items' in parts)) || (type === 'object' && isOpen);
  const named = requiredV2(schema);
  const written: Written = {
    ...rest,
    ...(type && !hidesType ? { type } : {}),
    ...(named.length > 0 ? { required: named } : {}),
    ...parts,
  };
  if (isOpen || !schema['x-kubernetes-embedded-resource']) return written;
  return {
    ...written,
    required: withTypeFields(named),
    properties: { ...written.properties, ...typeFields('embedded', OBJECT_META, 'v2') },
  };
}

/** What may be null is not asked for: that could not be said. */
function requiredV2({ required = [], properties = {} }: JSONSchemaProps): readonly string[] {
  return required.filter((name) => !properties[name]?.nullable);
}

function children(
  { items, properties, additionalProperties }: JSONSchemaProps,
  write: (schema: JSONSchemaProps) => Written,
): { readonly items?: object; readonly properties?: Fields; readonly additionalProperties?: unknown } {
  return {
    ...(isObject(items) ? { items: write(items as JSONSchemaProps) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, write(property)]),
          ),
        }
      : {}),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties: isObject(additionalProperties)
            ? write(additionalProperties as JSONSchemaProps)
            : additionalProperties,
        }),
  };
}
