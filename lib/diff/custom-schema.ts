import type { CustomResourceDefinition, JSONSchemaProps } from '../kube/generated/apiextensions-v1';
import { isObject, type JsonObject, member, setMember } from '../kube/record';
import { type Schema, type SchemaType, schemaNamed } from '../kube/schema';

/** What a set's CustomResourceDefinitions say of one kind. */
export interface CustomKind {
  readonly namespaced: boolean;
  /** Undefined for a version that the definition does not have. */
  schemaOf(version: string): Schema | undefined;
}

/** Undefined for a definition that is no proper one. */
export function customKindOf(definition: CustomResourceDefinition): CustomKind | undefined {
  const { scope, versions } = (definition.spec ?? {}) as Partial<CustomResourceDefinition['spec']>;
  if (!Array.isArray(versions)) return undefined;
  const compiled = new Map<string, Schema | undefined>();
  return {
    namespaced: scope === 'Namespaced',
    schemaOf(version) {
      if (!compiled.has(version)) {
        const found = versions.find((one) => isObject(one) && one.name === version);
        const props = isObject(found?.schema) ? found.schema.openAPIV3Schema : undefined;
        compiled.set(version, isObject(props) ? new StructuralSchema(props, true) : undefined);
      }
      return compiled.get(version);
    },
  };
}

const NO_FIELDS: ReadonlyMap<string, Schema> = new Map();

/** A definition's OpenAPI schema, as far as comparing needs it. */
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
    private readonly isRoot = false,
  ) {
    this.type = typeOf(props);
    this.required = Array.isArray(props.required) ? props.required : [];
    const listType = props['x-kubernetes-list-type'];
    this.listType = listType === 'map' || listType === 'set' ? listType : 'atomic';
    const keys = props['x-kubernetes-list-map-keys'];
    this.mapKeys = Array.isArray(keys) ? keys : [];
    this.atomic = props['x-kubernetes-map-type'] === 'atomic';
    this.default = props.default;
    this.keyDefault = props.default;
    this.preservesUnknown = props['x-kubernetes-preserve-unknown-fields'] ?? false;
  }

  get fields(): ReadonlyMap<string, Schema> {
    if (this.type !== 'object') return NO_FIELDS;
    this.compiledFields ??= new Map(
      Object.entries(membersOf(this.props.properties)).map(([name, props]) => [
        name,
        this.isRoot && name === 'metadata' ? schemaNamed(OBJECT_META) : new StructuralSchema(props),
      ]),
    );
    return this.compiledFields;
  }

  get items(): Schema | undefined {
    const child: unknown = this.type === 'array' ? this.props.items : this.props.additionalProperties;
    if (!isObject(child)) return undefined;
    this.compiledItems ??= new StructuralSchema(child as JSONSchemaProps);
    return this.compiledItems;
  }
}

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** The schemas of fields; authors may write anything in their place. */
function membersOf(properties: unknown): { readonly [name: string]: JSONSchemaProps } {
  if (!isObject(properties)) return {};
  const sound = Object.entries(properties).filter(([, props]) => isObject(props));
  return Object.fromEntries(sound) as { readonly [name: string]: JSONSchemaProps };
}

function typeOf(props: JSONSchemaProps): SchemaType {
  if (props['x-kubernetes-int-or-string']) return 'intOrString';
  switch (props.type) {
    case 'object':
      if (isObject(props.properties)) return 'object';
      return isObject(props.additionalProperties) ? 'map' : 'any';
    case 'array':
      return isObject(props.items) ? 'array' : 'any';
    case 'integer':
    case 'number':
    case 'boolean':
      return props.type;
    case 'string':
      return props.format === 'date-time' ? 'time' : 'string';
    default:
      return 'any';
  }
}

/** Fills in the defaults that a definition's schema states; the same value when nothing is missing. */
export function withSchemaDefaults(schema: Schema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return schema.type === 'array' && items ? eachWithDefaults(items, value) : value;
  }
  if (!isObject(value)) return value;
  if (schema.type === 'map') return schema.items ? membersWithDefaults(schema.items, value) : value;
  return schema.type === 'object' ? fieldsWithDefaults(schema, value) : value;
}

function eachWithDefaults(items: Schema, list: readonly unknown[]): readonly unknown[] {
  const filled = list.map((element) => withSchemaDefaults(items, element));
  return filled.some((element, index) => element !== list[index]) ? filled : list;
}

function membersWithDefaults(items: Schema, map: JsonObject): JsonObject {
  let filled = map;
  for (const key of Object.keys(map))
    filled = withMember(filled, map, key, withSchemaDefaults(items, map[key]));
  return filled;
}

function fieldsWithDefaults(schema: Schema, object: JsonObject): JsonObject {
  let filled = object;
  for (const [name, field] of schema.fields) {
    const value = member(object, name) ?? field.default;
    if (value !== undefined) filled = withMember(filled, object, name, withSchemaDefaults(field, value));
  }
  return filled;
}

/** `filled` starts as `original`, and is copied once before its first change. */
function withMember(filled: JsonObject, original: JsonObject, key: string, value: unknown): JsonObject {
  if (member(filled, key) === value) return filled;
  const target = filled === original ? { ...original } : filled;
  setMember(target, key, value);
  return target;
}
