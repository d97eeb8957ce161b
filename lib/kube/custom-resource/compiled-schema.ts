import type { JSONSchemaProps } from '../generated/apiextensions-v1';
import { isObject } from '../record';
import { type Schema, type SchemaType, schemaNamed } from '../schema';

const NO_FIELDS: ReadonlyMap<string, Schema> = new Map();
const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const compiled = new WeakMap<JSONSchemaProps, Schema>();

/** The schema of a custom resource in the form that ownership and apply work with. */
export function compiledSchema(props: JSONSchemaProps): Schema {
  let schema = compiled.get(props);
  if (!schema) {
    schema = new StructuralSchema(props, true);
    compiled.set(props, schema);
  }
  return schema;
}

/** A custom resource of which nothing is stated but its metadata. */
export const UNSTATED_SCHEMA: JSONSchemaProps = Object.freeze({
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
});

class StructuralSchema implements Schema {
  readonly type: SchemaType;
  readonly goType = 'custom resource';
  readonly required: readonly string[];
  readonly listType: 'atomic' | 'set' | 'map';
  readonly mapKeys: readonly string[];
  readonly atomic: boolean;
  readonly patchStrategy: readonly string[] = [];
  readonly default?: unknown;
  readonly keyDefault?: unknown;
  readonly preservesUnknown: boolean;
  private compiledFields?: ReadonlyMap<string, Schema>;
  private compiledItems?: Schema;

  constructor(
    private readonly props: JSONSchemaProps,
    private readonly isResource: boolean,
  ) {
    this.type = typeOf(props, isResource);
    this.required = props.required ?? [];
    const listType = props['x-kubernetes-list-type'];
    this.listType = listType === 'map' || listType === 'set' ? listType : 'atomic';
    this.mapKeys = props['x-kubernetes-list-map-keys'] ?? [];
    this.atomic = props['x-kubernetes-map-type'] === 'atomic';
    this.default = props.default;
    this.keyDefault = props.default;
    this.preservesUnknown = props['x-kubernetes-preserve-unknown-fields'] ?? false;
  }

  get fields(): ReadonlyMap<string, Schema> {
    if (this.type !== 'object') return NO_FIELDS;
    this.compiledFields ??= new Map([
      ...Object.entries(this.props.properties ?? {}).map(([name, props]) => [name, inner(props)] as const),
      ...(this.isResource ? resourceFields() : []),
    ]);
    return this.compiledFields;
  }

  get items(): Schema | undefined {
    const child = this.type === 'array' ? this.props.items : this.props.additionalProperties;
    if (!isObject(child)) return undefined;
    this.compiledItems ??= inner(child as JSONSchemaProps);
    return this.compiledItems;
  }
}

function inner(props: JSONSchemaProps): Schema {
  return new StructuralSchema(props, props['x-kubernetes-embedded-resource'] ?? false);
}

const STRING = new StructuralSchema({ type: 'string' }, false);

function resourceFields(): (readonly [string, Schema])[] {
  return [
    ['apiVersion', STRING],
    ['kind', STRING],
    ['metadata', schemaNamed(OBJECT_META)],
  ];
}

function typeOf(props: JSONSchemaProps, isResource: boolean): SchemaType {
  if (props['x-kubernetes-int-or-string']) return 'intOrString';
  switch (props.type) {
    case 'object': {
      const keepsUnknown = props['x-kubernetes-preserve-unknown-fields'];
      if (props.properties || isResource || keepsUnknown) return 'object';
      return isObject(props.additionalProperties) ? 'map' : 'any';
    }
    case 'array':
      return isObject(props.items) ? 'array' : 'any';
    case 'integer':
    case 'number':
    case 'boolean':
    case 'string':
      return props.type;
    default:
      return 'any';
  }
}
