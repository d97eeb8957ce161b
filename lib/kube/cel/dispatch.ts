import type { Overload } from './declarations';
import type { CelType } from './types';
import {
  CelDuration,
  CelFailure,
  CelList,
  CelMap,
  CelOptional,
  type CelResult,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  type CelValue,
  NO_SUCH_OVERLOAD,
  typeNameOf,
} from './values';

type Guard = (value: CelValue) => boolean;

/** How values of a type are told; undefined if everything is one. */
function guardOf(type: CelType): Guard | undefined {
  switch (type.kind) {
    case 'bool':
      return (value) => typeof value === 'boolean';
    case 'int':
      return (value) => typeof value === 'bigint';
    case 'double':
      return (value) => typeof value === 'number';
    case 'string':
      return (value) => typeof value === 'string';
    case 'null':
      return (value) => value === null;
    case 'uint':
      return (value) => value instanceof CelUint;
    case 'bytes':
      return (value) => value instanceof Uint8Array;
    case 'timestamp':
      return (value) => value instanceof CelTimestamp;
    case 'duration':
      return (value) => value instanceof CelDuration;
    case 'list':
      return (value) => value instanceof CelList;
    case 'map':
      return (value) => value instanceof CelMap;
    case 'type':
      return (value) => value instanceof CelTypeValue;
    case 'opaque':
      return type.name === 'optional_type'
        ? (value) => value instanceof CelOptional
        : (value) => typeNameOf(value) === type.name;
    case 'struct':
      return (value) => typeNameOf(value) === type.name;
    default:
      return undefined;
  }
}

const guards = new WeakMap<Overload, readonly (Guard | undefined)[]>();

function guardsOf(overload: Overload): readonly (Guard | undefined)[] {
  let known = guards.get(overload);
  if (!known) {
    known = overload.parameters.map(guardOf);
    guards.set(overload, known);
  }
  return known;
}

/** Whether an overload takes these values. */
export function accepts(overload: Overload, args: readonly CelValue[]): boolean {
  const own = guardsOf(overload);
  for (let index = 0; index < own.length; index++) if (own[index]?.(args[index]!) === false) return false;
  return true;
}

/** Of these, more is not said. */
const TERSE = /^(?:_.*|-_|!_|@.*|contains|startsWith|endsWith|matches)$/;
const NO_SIZE = new CelFailure('no such overload: size');

/** What is said of values that no overload of a function takes. */
export function noOverload(name: string, args: readonly CelValue[]): CelFailure {
  if (name === 'size') return NO_SIZE;
  if (TERSE.test(name)) return NO_SUCH_OVERLOAD;
  return new CelFailure(`no such overload: ${name}(${args.map(typeNameOf).join(', ')})`);
}

export function isFailure(result: CelResult | undefined): result is CelFailure {
  return result instanceof CelFailure;
}
