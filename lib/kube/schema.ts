import { goFieldsOf } from './go-fields';
import type { GroupVersionKind } from './object';
import { type Definition, loadStructure } from './structure';

export type SchemaType =
  | 'object'
  | 'map'
  | 'array'
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'bytes'
  | 'any';

/** The shape of one value of the API: what decoding, patches, field management and diff need to know of it. */
export interface Schema {
  readonly type: SchemaType;
  /** The definition it was compiled from: `io.k8s.api.core.v1.PodSpec`. */
  readonly definitionName?: string;
  /** Go's name of the type, for messages: `DeploymentSpec`; for scalars `string`, `int32`, `bool`. */
  readonly goType: string;
  /** Fields of an `object`, in the order of Go's structure. */
  readonly fields: ReadonlyMap<string, Schema>;
  /** Elements of an `array`, values of a `map`. */
  readonly items?: Schema;
  readonly required: readonly string[];
  readonly listType: 'atomic' | 'set' | 'map';
  /** For `listType: map`. */
  readonly mapKeys: readonly string[];
  /** The whole object or map is owned and replaced as one value. */
  readonly atomic: boolean;
  /** Strategic merge patch: `merge`, `replace`, `retainKeys`. */
  readonly patchStrategy: readonly string[];
  readonly patchMergeKey?: string;
  readonly default?: unknown;
  /** What a missing key of a list's element stands for: its default, even a zero one. */
  readonly keyDefault?: unknown;
  readonly enum?: readonly string[];
  /** Fields that are not declared are kept (custom resources; raw extensions). */
  readonly preservesUnknown: boolean;
}

const REF = '#/definitions/';
const NO_FIELDS: ReadonlyMap<string, Schema> = new Map();

const SCALAR_DEFINITIONS: { readonly [name: string]: SchemaType } = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'intOrString',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'microTime',
};

/** Structures without fields; all other definitions without properties hold any value. */
const EMPTY_STRUCTURES = new Set([
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus',
]);

/** Compiles definitions on demand: most programs touch a few kinds only. */
class SchemaLibrary {
  private readonly compiled = new Map<string, Schema>();
  private readonly names = new Map<string, string>();

  constructor(private readonly definitions: { readonly [name: string]: Definition }) {
    for (const [name, definition] of Object.entries(definitions))
      for (const gvk of definition['x-kubernetes-group-version-kind'] ?? [])
        this.names.set(`${gvk.group}/${gvk.version}/${gvk.kind}`, name);
  }

  ofKind({ group, version, kind }: GroupVersionKind): Schema | undefined {
    const name = this.names.get(`${group}/${version}/${kind}`);
    return name === undefined ? undefined : this.named(name);
  }

  named(name: string): Schema {
    let schema = this.compiled.get(name);
    if (!schema) {
      schema = new CompiledSchema(this.definitions[name]!, this, name);
      this.compiled.set(name, schema);
    }
    return schema;
  }

  /** The schema of a property: the named one itself, unless the property says more about it. */
  property(definition: Definition): Schema {
    if (!definition.$ref) return new CompiledSchema(definition, this);
    const name = definition.$ref.slice(REF.length);
    const target = this.named(name);
    const saysMore = Object.keys(definition).some((key) => key !== '$ref' && key !== 'default');
    if (!saysMore) return target;
    return new CompiledSchema({ ...this.definitions[name]!, ...definition, $ref: undefined }, this, name);
  }
}

class CompiledSchema implements Schema {
  readonly type: SchemaType;
  readonly definitionName?: string;
  readonly goType: string;
  readonly required: readonly string[];
  readonly listType: 'atomic' | 'set' | 'map';
  readonly mapKeys: readonly string[];
  readonly atomic: boolean;
  readonly patchStrategy: readonly string[];
  readonly patchMergeKey?: string;
  readonly default?: unknown;
  readonly keyDefault?: unknown;
  readonly enum?: readonly string[];
  readonly preservesUnknown: boolean;
  private compiledFields?: ReadonlyMap<string, Schema>;
  private compiledItems?: Schema;

  constructor(
    private readonly definition: Definition,
    private readonly library: SchemaLibrary,
    name?: string,
  ) {
    this.definitionName = name;
    this.type = typeOf(definition, name);
    this.required = definition.required ?? [];
    this.listType = definition['x-kubernetes-list-type'] ?? 'atomic';
    this.mapKeys = definition['x-kubernetes-list-map-keys'] ?? [];
    this.atomic = definition['x-kubernetes-map-type'] === 'atomic';
    this.patchStrategy = definition['x-kubernetes-patch-strategy']?.split(',') ?? [];
    this.patchMergeKey = definition['x-kubernetes-patch-merge-key'];
    this.default = isZero(definition.default) ? undefined : definition.default;
    this.keyDefault = definition.default;
    this.enum = definition.enum;
    this.preservesUnknown = this.type === 'any';
    this.goType = goTypeOf(this, definition, name);
  }

  get fields(): ReadonlyMap<string, Schema> {
    if (this.type !== 'object') return NO_FIELDS;
    this.compiledFields ??= new Map(
      this.propertyNames().map((field) => [
        field,
        this.library.property(this.definition.properties![field]!),
      ]),
    );
    return this.compiledFields;
  }

  private propertyNames(): string[] {
    const properties = this.definition.properties ?? {};
    const inGo = this.definitionName === undefined ? undefined : goFieldsOf(this.definitionName);
    return inGo?.map(({ name }) => name) ?? Object.keys(properties);
  }

  get items(): Schema | undefined {
    const child = this.definition.items ?? this.definition.additionalProperties;
    if (!child) return undefined;
    this.compiledItems ??= this.library.property(child);
    return this.compiledItems;
  }
}

/** OpenAPI v3 lists Go's zero values as defaults; they fill nothing in. */
function isZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

function typeOf(definition: Definition, name: string | undefined): SchemaType {
  const scalar = name !== undefined ? SCALAR_DEFINITIONS[name] : undefined;
  if (scalar) return scalar;
  switch (definition.type) {
    case 'array':
    case 'integer':
    case 'number':
    case 'boolean':
      return definition.type;
    case 'string':
      return definition.format === 'byte' ? 'bytes' : 'string';
    case 'object':
      if (definition.properties || (name !== undefined && EMPTY_STRUCTURES.has(name))) return 'object';
      return definition.additionalProperties ? 'map' : 'any';
    default:
      return definition.properties ? 'object' : 'any';
  }
}

function goTypeOf(schema: Schema, definition: Definition, name: string | undefined): string {
  if (name) return name.slice(name.lastIndexOf('.') + 1);
  switch (schema.type) {
    case 'integer':
      return definition.format ?? 'int64';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'bytes':
      return '[]uint8';
    case 'array':
      return `[]${qualifiedGoType(definition.items)}`;
    case 'map':
      return `map[string]${qualifiedGoType(definition.additionalProperties)}`;
    default:
      return 'string';
  }
}

/** `v1.Container` for a reference, as Go prints an element type. */
function qualifiedGoType(definition: Definition | undefined): string {
  if (!definition?.$ref)
    return definition?.type === 'integer'
      ? (definition.format ?? 'int64')
      : (definition?.type ?? 'interface {}');
  return definition.$ref.slice(REF.length).split('.').slice(-2).join('.');
}

let kubernetes: SchemaLibrary | undefined;

/** The schema of a built-in kind, or undefined. */
export function schemaOf(kind: GroupVersionKind): Schema | undefined {
  kubernetes ??= new SchemaLibrary(loadStructure().definitions);
  return kubernetes.ofKind(kind);
}

/** The schema of a built-in definition by its full name: `io.k8s.api.core.v1.PodSpec`. */
export function schemaNamed(name: string): Schema {
  kubernetes ??= new SchemaLibrary(loadStructure().definitions);
  return kubernetes.named(name);
}
