import { fieldStepsOf, type GoPlace, type Steps } from './decode-path';
import type { ObjectPlan } from './decode-plan';
import { decodeInteger, type Scalar } from './decode-scalar';
import { goKind, jsonKind } from './go-value';
import type { JsonObject } from './record';
import type { Schema } from './schema';

/**
 * The API server has two ways from JSON to its types: it decodes the bodies of requests, and converts the result of a
 * strategic merge patch. They find the same problems, but not in the same order, nor in the same words.
 */
export interface Dialect {
  integer(node: unknown, type: string, literal: string | undefined): Scalar;
  /** A value of the wrong type; `type` is given when the place's own type decodes itself. */
  mismatch(schema: Schema, node: unknown, found: string, place: GoPlace, type: string | undefined): string;
  /** What a scalar's own decoding says. */
  failure(schema: Schema, message: string): string;
  /** Whether every problem ends the reading. */
  readonly stopsAtOnce: boolean;
  /** The order in which members are read; undefined for that of the document. */
  order(node: JsonObject, plan: ObjectPlan): readonly string[] | undefined;
  /** The steps of the path of an unknown field. */
  steps(root: Schema, steps: Steps): Steps;
}

export const BODY: Dialect = {
  integer: decodeInteger,
  mismatch(_schema, _node, found, place, type) {
    const target = place.path === '' ? 'Go value' : `Go struct field ${place.structure}.${place.path}`;
    return `json: cannot unmarshal ${found} into ${target} of type ${type ?? place.type}`;
  },
  failure: (_schema, message) => message,
  stopsAtOnce: false,
  order: () => undefined,
  steps: (_root, steps) => steps,
};

export const PATCHED: Dialect = {
  integer: (node, type) => {
    if (typeof node !== 'number' || !Number.isInteger(node)) return { mismatch: jsonKind(node) };
    // The conversion does not look whether the number fits.
    return { value: type === 'int32' ? Number(BigInt.asIntN(32, BigInt(node))) : node };
  },
  mismatch(schema, node, found, place, type) {
    if (type) return `json: cannot unmarshal ${found} into Go value of type ${type}`;
    const kind = goKind(node);
    switch (schema.type) {
      case 'object':
        return `cannot restore struct from: ${kind}`;
      case 'map':
        return `cannot restore map from ${kind}`;
      case 'array':
      case 'bytes':
        return `cannot restore slice from ${kind}`;
      case 'string':
        return kind === 'int64' ? `cannot convert int64 to ${place.type}` : 'unrecognized type: string';
      case 'boolean':
        return 'unrecognized type: bool';
      case 'number':
        return 'unrecognized type: float64';
      default:
        return kind === 'float64'
          ? `cannot convert float64 to ${place.type}`
          : `unrecognized type: ${schema.goType}`;
    }
  },
  failure: (schema, message) => (schema.type === 'bytes' ? `error decoding from json: ${message}` : message),
  stopsAtOnce: true,
  order(node, plan) {
    const known = [...plan.fields.keys()].filter((key) => Object.hasOwn(node, key));
    return [...known, ...Object.keys(node).filter((key) => !plan.fields.has(key))];
  },
  steps: fieldStepsOf,
};
