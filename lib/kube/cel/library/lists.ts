import { global, type Library, member } from '../declarations';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  STRING,
  TIMESTAMP,
  UINT,
} from '../types';
import {
  ArrayList,
  CelDuration,
  CelFailure,
  CelList,
  type CelResult,
  CelUint,
  type CelValue,
  celCompare,
  celEqual,
  NO_SUCH_OVERLOAD,
  typeNameOf,
} from '../values';
import { sizeForCost, wholeTraversal } from './cost';
import { MOST_ELEMENTS } from './limits';
import { intOf, isIn, uintOf } from './operators';
import { A, LIST_OF_A } from './parameters';
import { durationOf } from './time-values';

const COMPARABLE = [INT, UINT, DOUBLE, BOOL, DURATION, TIMESTAMP, STRING, BYTES];
const SUMMABLE: readonly (readonly [CelType, CelValue])[] = [
  [INT, 0n],
  [UINT, new CelUint(0n)],
  [DOUBLE, 0],
  [DURATION, new CelDuration(0n)],
];

function isSorted(list: CelList): CelResult {
  for (let index = 1; index < list.size; index++) {
    const order = celCompare(list.at(index - 1), list.at(index));
    if (order instanceof CelFailure) return order;
    if (order > 0) return false;
  }
  return true;
}

function added(a: CelValue, b: CelValue): CelResult {
  if (typeof a === 'bigint' && typeof b === 'bigint') return intOf(a + b);
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (a instanceof CelUint && b instanceof CelUint) return uintOf(a.value + b.value);
  if (a instanceof CelDuration && b instanceof CelDuration) return durationOf(a.nanoseconds + b.nanoseconds);
  return NO_SUCH_OVERLOAD;
}

function sum(zero: CelValue): (list: CelList) => CelResult {
  return (list) => {
    let total: CelResult = list.size > 0 ? list.at(0) : zero;
    for (let index = 1; index < list.size && !(total instanceof CelFailure); index++)
      total = added(total, list.at(index));
    return total;
  };
}

function outermost(name: string, sign: 1 | -1): (list: CelList) => CelResult {
  return (list) => {
    if (list.size === 0) return new CelFailure(`${name} called on empty list`);
    let found = list.at(0);
    for (const value of list) {
      const order = celCompare(found, value);
      if (order instanceof CelFailure) return order;
      if (order * sign < 0) found = value;
    }
    return found;
  };
}

function indexIn(list: CelList, value: CelValue, from: 'start' | 'end'): CelResult {
  for (let step = 0; step < list.size; step++) {
    const index = from === 'start' ? step : list.size - 1 - step;
    if (celEqual(list.at(index), value)) return BigInt(index);
  }
  return -1n;
}

function slice(list: CelList, start: bigint, end: bigint): CelResult {
  const refused = (why: string) => new CelFailure(`cannot slice(${start}, ${end}), ${why}`);
  if (start < 0n || end < 0n) return refused('negative indexes not supported');
  if (start > end) return refused('start index must be less than or equal to end index');
  if (BigInt(list.size) < end) return refused(`list is length ${list.size}`);
  return new ArrayList([...list].slice(Number(start), Number(end)));
}

function flatten(list: CelList, depth = 1n): CelResult {
  if (depth < 0n) return new CelFailure('level must be non-negative');
  const found: CelValue[] = [];
  addFlattened(list, depth, found);
  return found.length > MOST_ELEMENTS
    ? new CelFailure(`flatten: more than ${MOST_ELEMENTS} elements`)
    : new ArrayList(found);
}

/** Ends when there are too many. */
function addFlattened(list: CelList, depth: bigint, found: CelValue[]): void {
  for (const value of list) {
    if (found.length > MOST_ELEMENTS) return;
    if (value instanceof CelList && depth > 0n) addFlattened(value, depth - 1n, found);
    else found.push(value);
  }
}

function sortBy(list: CelList, keys: CelList): CelResult {
  if (list.size === 0) return list;
  const type = typeNameOf(keys.at(0));
  if (celCompare(keys.at(0), keys.at(0)) instanceof CelFailure && !Number.isNaN(keys.at(0)))
    return new CelFailure('list elements must be comparable');
  for (const key of keys)
    if (typeNameOf(key) !== type) return new CelFailure('list elements must have the same type');
  const order = [...Array(list.size).keys()];
  order.sort((a, b) => Number(celCompare(keys.at(a), keys.at(b))));
  return new ArrayList(order.map((index) => list.at(index)));
}

function range(size: bigint): CelResult {
  if (size > MOST_ELEMENTS) return new CelFailure(`lists.range(${size}) is longer than ${MOST_ELEMENTS}`);
  return new ArrayList([...Array(Number(size > 0n ? size : 0n)).keys()].map(BigInt));
}

function distinct(list: CelList): CelResult {
  const found = new ArrayList([]);
  for (const value of list) if (!isIn(found, value)) found.push(value);
  return found;
}

const containsAll = (list: CelList, part: CelList) => [...part].every((value) => isIn(list, value));
const pairs = (factor: number) => (args: readonly CelValue[]) =>
  1 + Math.floor(sizeForCost(args[0]) * sizeForCost(args[1]) * factor);
const outputSize = (_args: readonly CelValue[], result: CelResult) => 11 + sizeForCost(result);
const flattenCost = (_args: readonly CelValue[], result: CelResult) =>
  10 + (result instanceof CelFailure ? 0 : sizeForCost(result));
const quadratic = ([list]: readonly CelValue[]) => 11 + 2 * sizeForCost(list) ** 2;

const each = (types: readonly CelType[], make: (type: CelType) => Library[number]): Library =>
  types.map(make);

const SETS: Library = [
  global('sets.contains', [LIST_OF_A, LIST_OF_A], BOOL, containsAll, pairs(1)),
  global(
    'sets.equivalent',
    [LIST_OF_A, LIST_OF_A],
    BOOL,
    (a: CelList, b: CelList) => containsAll(a, b) && containsAll(b, a),
    pairs(2),
  ),
  global(
    'sets.intersects',
    [LIST_OF_A, LIST_OF_A],
    BOOL,
    (a: CelList, b: CelList) => [...a].some((value) => isIn(b, value)),
    pairs(1),
  ),
];

export const LISTS: Library = [
  ...each(COMPARABLE, (type) => member('isSorted', [listOf(type)], BOOL, isSorted, wholeTraversal)),
  ...SUMMABLE.map(([type, zero]) => member('sum', [listOf(type)], type, sum(zero), wholeTraversal)),
  ...each(COMPARABLE, (type) => member('max', [listOf(type)], type, outermost('max', 1), wholeTraversal)),
  ...each(COMPARABLE, (type) => member('min', [listOf(type)], type, outermost('min', -1), wholeTraversal)),
  member(
    'indexOf',
    [LIST_OF_A, A],
    INT,
    (list: CelList, value: CelValue) => indexIn(list, value, 'start'),
    wholeTraversal,
  ),
  member(
    'lastIndexOf',
    [LIST_OF_A, A],
    INT,
    (list: CelList, value: CelValue) => indexIn(list, value, 'end'),
    wholeTraversal,
  ),
  member('slice', [LIST_OF_A, INT, INT], LIST_OF_A, slice, outputSize),
  member('flatten', [listOf(LIST_OF_A)], LIST_OF_A, flatten, flattenCost),
  member('flatten', [listOf(DYN), INT], listOf(DYN), flatten, flattenCost),
  ...each(COMPARABLE, (type) =>
    member('sort', [listOf(type)], listOf(type), (list: CelList) => sortBy(list, list), quadratic),
  ),
  ...each(COMPARABLE, (type) =>
    member('@sortByAssociatedKeys', [LIST_OF_A, listOf(type)], LIST_OF_A, sortBy, quadratic),
  ),
  global('lists.range', [INT], listOf(INT), range, outputSize),
  member(
    'reverse',
    [LIST_OF_A],
    LIST_OF_A,
    (list: CelList) => new ArrayList([...list].reverse()),
    outputSize,
  ),
  member('distinct', [LIST_OF_A], LIST_OF_A, distinct, quadratic),
  ...SETS,
];
