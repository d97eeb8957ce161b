import { type GoField, goFieldsOf } from './go-fields';
import type { Schema, SchemaType } from './schema';

/** How decoding treats one field of a structure. */
export interface FieldPlan {
  readonly schema: Schema;
  /** Absent for structures that Go does not know. */
  readonly go?: GoField;
  /** Whether Go writes the decoded value, or leaves it out as empty. */
  keeps(value: unknown): boolean;
}

export interface ObjectPlan {
  readonly fields: ReadonlyMap<string, FieldPlan>;
  /** Fields that Go writes always, and what it writes when nothing was said. */
  readonly zeros: readonly (readonly [field: string, zero: unknown])[];
}

const plans = new WeakMap<Schema, ObjectPlan>();

/** The plan of an `object` schema, made once. */
export function planOf(schema: Schema): ObjectPlan {
  let plan = plans.get(schema);
  if (!plan) {
    plan = makePlan(schema);
    plans.set(schema, plan);
  }
  return plan;
}

function makePlan(schema: Schema): ObjectPlan {
  const go = new Map(goFieldsOf(schema.definitionName ?? '')?.map((field) => [field.name, field]));
  const fields = new Map<string, FieldPlan>();
  const zeros: (readonly [string, unknown])[] = [];
  for (const [name, child] of schema.fields) {
    const field = go.get(name);
    fields.set(name, { schema: child, go: field, keeps: keeperOf(child.type, field) });
    const zero = field ? zeroOf(child, field) : undefined;
    if (zero !== undefined) zeros.push([name, zero]);
  }
  return { fields, zeros };
}

const OMITTED_WHEN_ZERO: ReadonlySet<SchemaType> = new Set([
  'string',
  'bytes',
  'integer',
  'number',
  'boolean',
]);

const always = () => true;
const unlessFalsy = (value: unknown) => Boolean(value);
const unlessEmptyList = (value: unknown) => (value as readonly unknown[]).length > 0;
const unlessEmptyMap = (value: unknown) => {
  for (const _ in value as object) return true;
  return false;
};

/**
 * Empty lists and maps are never kept: storage does not tell them from absent ones, which Go leaves out or writes as
 * `null`. A pointer is kept whatever it points to.
 */
function keeperOf(type: SchemaType, field: GoField | undefined): (value: unknown) => boolean {
  if (!field || field.isPointer) return always;
  if (type === 'array') return unlessEmptyList;
  if (type === 'map') return unlessEmptyMap;
  if (!field.omitsEmpty) return always;
  return OMITTED_WHEN_ZERO.has(type) ? unlessFalsy : always;
}

/**
 * What Go writes for an absent field; undefined for nothing, and for `null`, which means the same to readers. The one
 * difference to Go is a Service's `targetPort`, 0 until defaulting has filled it in.
 */
function zeroOf(schema: Schema, field: GoField): unknown {
  if (field.isPointer || field.omitsZero) return undefined;
  if (schema.type === 'object' || schema.type === 'quantity') return zeroValue(schema);
  return field.omitsEmpty ? undefined : zeroValue(schema);
}

/** Go's zero value as JSON; undefined for the types whose zero value is written as `null`. */
export function zeroValue(schema: Schema): unknown {
  switch (schema.type) {
    case 'string':
      return '';
    case 'integer':
    case 'number':
    case 'intOrString':
      return 0;
    case 'boolean':
      return false;
    case 'quantity':
      return '0';
    case 'object':
      return Object.freeze(Object.fromEntries(planOf(schema).zeros));
    default:
      return undefined;
  }
}

/** What stands for no value in a list or map, where nothing can be left out. */
export function zeroElement(items: Schema): unknown {
  if (items.type === 'array') return [];
  if (items.type === 'map') return {};
  return items.type === 'bytes' ? '' : (zeroValue(items) ?? null);
}
