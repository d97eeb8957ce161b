import { goType, printGoValue } from '../go-value';
import type { Schema } from '../schema';
import { badRequest, type StatusError } from '../status';
import { unclassified, unprocessablePatch } from './errors';

/** Members of a patch that are no fields. */
export const DIRECTIVE = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList';
export const SET_ORDER = '$setElementOrder';

/** How the value of a field is merged. */
export interface MergeRule {
  /** Of the value; of the elements for a list. */
  readonly schema: Schema;
  /** `merge`, `replace`, or empty for the default: objects are merged, lists replaced. */
  readonly strategy: string;
  readonly retainKeys: boolean;
  /** Empty for lists of scalars. */
  readonly mergeKey: string;
}

/** The rule for an object below `schema`. */
export function ruleOfObject(schema: Schema, key: string): MergeRule {
  const field = fieldOf(schema, key);
  const strategies = field.patchStrategy;
  return {
    schema: field,
    strategy: strategies.find((strategy) => strategy !== 'retainKeys') ?? '',
    retainKeys: strategies.includes('retainKeys'),
    mergeKey: field.patchMergeKey ?? '',
  };
}

/** The rule for a list below `schema`. */
export function ruleOfList(schema: Schema, key: string): MergeRule {
  const rule = ruleOfObject(schema, key);
  if (rule.schema.type === 'bytes') return rule;
  if (rule.schema.type !== 'array')
    throw unclassified(`expected slice or array type, but got: ${schemaKind(schema)}`);
  const items = rule.schema.items!;
  if (items.type === 'array') throw unclassified('unexpected slice of slice');
  return { ...rule, schema: items };
}

function fieldOf(schema: Schema, key: string): Schema {
  const kind = schemaKind(schema);
  if (kind !== 'struct')
    throw unclassified(`merging an object in json but data type is not struct, instead is: ${kind}`);
  const field = schema.fields.get(key);
  if (!field)
    throw unclassified(
      `unable to find api field in struct ${schema.goType} for the json field ${JSON.stringify(key)}`,
    );
  return field;
}

/** Go's kind of a type; everything with an encoding of its own is a structure. */
export function schemaKind(schema: Schema): string {
  switch (schema.type) {
    case 'map':
      return 'map';
    case 'array':
    case 'bytes':
      return 'slice';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'integer':
    case 'string':
      return schema.goType;
    default:
      return 'struct';
  }
}

export const badRetainKeys = () => badRequest('invalid patch format of retainKeys');
export const badDeleteList = () => badRequest('invalid patch format of primitive list');
export const badSetOrder = () => badRequest('invalid patch format of setElementOrder list');
export const listOfLists = () => unprocessablePatch('lists of lists are not supported');

export function wrongType(expected: 'map' | 'list', actual: unknown): StatusError {
  const type = expected === 'map' ? 'map[string]interface {}' : '[]interface {}';
  return unclassified(`expected a ${type}, but received a ${goType(actual)}`);
}

export function noMergeKey(object: unknown, mergeKey: string): StatusError {
  return unclassified(`map: ${printGoValue(object)} does not contain declared merge key: ${mergeKey}`);
}

export function unknownDirective(directive: unknown, patch: unknown): StatusError {
  const name =
    typeof directive === 'string' ? directive : `%!s(${goType(directive)}=${printGoValue(directive)})`;
  return unclassified(`unknown patch type: ${name} in map: ${printGoValue(patch)}`);
}
