import { global, type Library, member } from '../declarations';
import { BOOL, listOf, optionalOf } from '../types';
import {
  ArrayList,
  CelDuration,
  CelFailure,
  type CelList,
  CelOptional,
  type CelResult,
  CelUint,
  type CelValue,
  sizeOf,
} from '../values';
import { A, LIST_OF_A } from './parameters';

const OPTIONAL = optionalOf(A);

function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === 0n || value === 0) return true;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof CelDuration) return value.nanoseconds === 0n;
  if (value instanceof CelOptional) return value.value === undefined || isZero(value.value);
  return sizeOf(value) === 0;
}

function unwrap(list: CelList): CelResult {
  const values: CelValue[] = [];
  for (const value of list) {
    if (!(value instanceof CelOptional)) return new CelFailure(`value ${String(value)} is not optional`);
    if (value.value !== undefined) values.push(value.value);
  }
  return new ArrayList(values);
}

function atEnd(list: CelList, index: number): CelOptional {
  return list.size === 0 ? CelOptional.NONE : new CelOptional(list.at(index));
}

/** Decided by the evaluation itself: declared for their types. */
const never = () => new CelFailure('no such overload');

/** Values that may be absent: `a.?b.orValue(1)`. */
export const OPTIONAL_VALUES: Library = [
  global('optional.of', [A], OPTIONAL, (value: CelValue) => new CelOptional(value)),
  global('optional.ofNonZeroValue', [A], OPTIONAL, (value: CelValue) =>
    isZero(value) ? CelOptional.NONE : new CelOptional(value),
  ),
  global('optional.none', [], OPTIONAL, () => CelOptional.NONE),
  member('value', [OPTIONAL], A, ({ value }: CelOptional) =>
    value === undefined ? new CelFailure('optional.none() dereference') : value,
  ),
  member('hasValue', [OPTIONAL], BOOL, ({ value }: CelOptional) => value !== undefined),
  member('or', [OPTIONAL, OPTIONAL], OPTIONAL, never),
  member('orValue', [OPTIONAL, A], A, never),
  member('first', [LIST_OF_A], OPTIONAL, (list: CelList) => atEnd(list, 0)),
  member('last', [LIST_OF_A], OPTIONAL, (list: CelList) => atEnd(list, list.size - 1)),
  global('optional.unwrap', [listOf(OPTIONAL)], LIST_OF_A, unwrap),
  member('unwrapOpt', [listOf(OPTIONAL)], LIST_OF_A, unwrap),
];
