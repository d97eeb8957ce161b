import type { Json } from '../frozen';
import type { Schema } from '../schema';
import type { PathElement } from './path-element';
import { zeroFieldsOf } from './zero-fields';

/**
 * A schema as field ownership sees it: which parts of a value are owned one by one, and which as a whole. A value may
 * take several forms where the schema says nothing.
 */
export interface FieldShape {
  readonly scalar?: ScalarForm;
  readonly list?: ListShape;
  readonly map?: MapShape;
  /** Each form alone, when there are several. */
  readonly forms?: { readonly scalar: FieldShape; readonly list: FieldShape; readonly map: FieldShape };
}

export type ScalarForm = 'numeric' | 'string' | 'boolean' | 'untyped';

/** A list: owned as a whole, by the keys of its elements, or, without keys, by their values. */
export interface ListShape {
  readonly atomic: boolean;
  readonly keys: readonly string[];
  readonly sortedKeys: readonly string[];
  readonly items: FieldShape;
}

/** An object or map: owned as a whole, or field by field. */
export interface MapShape {
  readonly atomic: boolean;
  declared(name: string): DeclaredField | undefined;
  /** What fields have that are not declared; undefined: there may be none. */
  readonly others: FieldShape | undefined;
  /** Owned field by field only because nothing is known of it. */
  readonly deduced: boolean;
  /** Fields that are always there, because Go writes them even when nobody set them, with their value then. */
  readonly zeros: ReadonlyMap<string, Json>;
}

export interface DeclaredField {
  readonly element: PathElement;
  readonly shape: FieldShape;
  /** What a missing key of a list element stands for. */
  readonly keyDefault: unknown;
}

const NO_ZEROS: ReadonlyMap<string, Json> = new Map();

class UntypedShape implements FieldShape {
  readonly scalar = 'untyped';
  readonly list: ListShape;
  readonly map: MapShape;
  readonly forms: NonNullable<FieldShape['forms']>;

  /** @param items of its lists, which are always owned as a whole */
  constructor(atomic: boolean, items?: FieldShape) {
    this.list = { atomic: true, keys: [], sortedKeys: [], items: items ?? this };
    this.map = { atomic, declared: () => undefined, others: this, deduced: !atomic, zeros: NO_ZEROS };
    this.forms = { scalar: { scalar: 'untyped' }, list: { list: this.list }, map: { map: this.map } };
  }
}

/** Embedded objects of another API: one value, whatever they hold. */
const ATOMIC = new UntypedShape(true);
/** Where a schema leaves everything open, maps are owned by their fields. */
const DEDUCED = new UntypedShape(false, ATOMIC);

const STRING: FieldShape = { scalar: 'string' };
const NUMERIC: FieldShape = { scalar: 'numeric' };
const BOOLEAN: FieldShape = { scalar: 'boolean' };
const ANY_SCALAR: FieldShape = { scalar: 'untyped' };

/** A schema that keeps undeclared fields does so for all below it: so there are two ways to compile one. */
class Compiler {
  private readonly compiled = new WeakMap<Schema, FieldShape>();

  constructor(private readonly keepsUndeclared: boolean) {}

  shapeOf(schema: Schema): FieldShape {
    let shape = this.compiled.get(schema);
    if (!shape) {
      shape = this.compile(schema);
      this.compiled.set(schema, shape);
    }
    return shape;
  }

  private compile(schema: Schema): FieldShape {
    switch (schema.type) {
      case 'object':
        if (schema.preservesUnknown && !this.keepsUndeclared) return KEEPING.shapeOf(schema);
        return { map: new CompiledMap(schema, this, () => (this.keepsUndeclared ? DEDUCED : undefined)) };
      case 'map':
        return { map: new CompiledMap(schema, this, () => this.shapeOf(schema.items!)) };
      case 'array':
        return { list: new CompiledList(schema, this) };
      case 'any':
        return schema.atomic || schema.goType === 'RawExtension' ? ATOMIC : DEDUCED;
      case 'string':
      case 'bytes':
        return STRING;
      case 'integer':
      case 'number':
        return NUMERIC;
      case 'boolean':
        return BOOLEAN;
      default:
        return ANY_SCALAR;
    }
  }
}

const KEEPING = new Compiler(true);
const STRICT = new Compiler(false);

export function shapeOf(schema: Schema): FieldShape {
  return STRICT.shapeOf(schema);
}

/** Compiles its parts when they are first met: schemas are recursive. */
class CompiledMap implements MapShape {
  readonly atomic: boolean;
  readonly zeros: ReadonlyMap<string, Json>;
  readonly deduced = false;
  private readonly known = new Map<string, DeclaredField>();
  private knownOthers?: FieldShape;

  constructor(
    private readonly schema: Schema,
    private readonly compiler: Compiler,
    private readonly shapeOfOthers: () => FieldShape | undefined,
  ) {
    this.atomic = schema.atomic;
    this.zeros = schema.type === 'object' ? zeroFieldsOf(schema) : NO_ZEROS;
  }

  declared(name: string): DeclaredField | undefined {
    const known = this.known.get(name);
    if (known) return known;
    const schema = this.schema.fields.get(name);
    if (!schema) return undefined;
    const keyDefault = schema.keyDefault ?? schema.default;
    const field = { element: `f:${name}`, shape: this.compiler.shapeOf(schema), keyDefault };
    this.known.set(name, field);
    return field;
  }

  get others(): FieldShape | undefined {
    this.knownOthers ??= this.shapeOfOthers();
    return this.knownOthers;
  }
}

class CompiledList implements ListShape {
  readonly atomic: boolean;
  readonly keys: readonly string[];
  readonly sortedKeys: readonly string[];
  private knownItems?: FieldShape;

  constructor(
    private readonly schema: Schema,
    private readonly compiler: Compiler,
  ) {
    this.atomic = schema.listType === 'atomic';
    this.keys = schema.listType === 'map' ? schema.mapKeys : [];
    this.sortedKeys = [...this.keys].sort();
  }

  get items(): FieldShape {
    this.knownItems ??= this.schema.items ? this.compiler.shapeOf(this.schema.items) : ATOMIC;
    return this.knownItems;
  }
}

/** The one form of a shape that a value has; the shape itself for null, and for a value of no form it may have. */
export function formOf(shape: FieldShape, value: unknown): FieldShape {
  const { forms } = shape;
  if (!forms || value === null || value === undefined) return shape;
  if (typeof value !== 'object') return forms.scalar;
  return Array.isArray(value) ? forms.list : forms.map;
}

/** Remembers an answer per frozen value, for the shape it was last asked with. */
export function memoizePerShape<V extends object, S extends object, R>(
  compute: (value: V, shape: S) => R,
): (value: V, shape: S) => R {
  const known = new WeakMap<V, { readonly shape: S; readonly result: R }>();
  return (value, shape) => {
    const hit = known.get(value);
    if (hit?.shape === shape) return hit.result;
    const result = compute(value, shape);
    if (Object.isFrozen(value)) known.set(value, { shape, result });
    return result;
  };
}

/** A value does not have the shape its schema gives it, in the words of Kubernetes' typed validation. */
export class TypedValueError extends Error {
  override readonly name = 'TypedValueError';
}

/** @throws TypedValueError when the schema allows declared fields only */
export function shapeOfOthers(map: MapShape, name: string): FieldShape {
  if (!map.others) throw new TypedValueError(`.${name}: field not declared in schema`);
  return map.others;
}

export type Fields = { readonly [field: string]: unknown };

export function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isEmptyMap(map: Fields | undefined): boolean {
  for (const _ in map) return false;
  return true;
}
