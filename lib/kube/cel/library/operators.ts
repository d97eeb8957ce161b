import { global, type Library, type Overload } from '../declarations';
import { indexed, optionallyIndexed } from '../selection';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  INT,
  optionalOf,
  STRING,
  TIMESTAMP,
  UINT,
} from '../types';
import {
  ArrayList,
  CelFailure,
  type CelList,
  type CelMap,
  type CelResult,
  CelUint,
  type CelValue,
  celCompare,
  celEqual,
  type EntryMap,
} from '../values';
import { comparison, concatenation, sizeForCost } from './cost';
import { A, B, LIST_OF_A, MAP_OF_A_B } from './parameters';
import { durationOf, timestampOf } from './time-values';

const MOST_INT = 2n ** 63n - 1n;
const MOST_UINT = 2n ** 64n - 1n;

/** An int, or a failure if it has more than 64 bits. */
export function intOf(value: bigint): CelResult {
  return value > MOST_INT || value < -MOST_INT - 1n ? new CelFailure('integer overflow') : value;
}

export function uintOf(value: bigint): CelResult {
  return value > MOST_UINT || value < 0n ? new CelFailure('unsigned integer overflow') : new CelUint(value);
}

type Signature = readonly [
  left: CelType,
  right: CelType,
  result: CelType,
  evaluate: (...args: never[]) => CelResult,
  cost?: Overload['cost'],
];

const operator = (name: string, ...signatures: readonly Signature[]): Library =>
  signatures.map(([left, right, result, evaluate, cost]) =>
    global(name, [left, right], result, evaluate, cost),
  );

const ints = (compute: (a: bigint, b: bigint) => bigint): Signature => [
  INT,
  INT,
  INT,
  (a: bigint, b: bigint) => intOf(compute(a, b)),
];
const uints = (compute: (a: bigint, b: bigint) => bigint): Signature => [
  UINT,
  UINT,
  UINT,
  (a: CelUint, b: CelUint) => uintOf(compute(a.value, b.value)),
];
const doubles = (compute: (a: number, b: number) => number): Signature => [
  DOUBLE,
  DOUBLE,
  DOUBLE,
  (a: number, b: number) => compute(a, b),
];

type Moment = { readonly nanoseconds: bigint };

const durations = (sign: bigint): Signature => [
  DURATION,
  DURATION,
  DURATION,
  (a: Moment, b: Moment) => durationOf(a.nanoseconds + sign * b.nanoseconds),
];

/** Division by zero has a name of its own for quotients and for remainders. */
function whole(compute: (a: bigint, b: bigint) => bigint, problem: string): readonly Signature[] {
  const failure = new CelFailure(problem);
  return [
    [INT, INT, INT, (a: bigint, b: bigint) => (b === 0n ? failure : intOf(compute(a, b)))],
    [
      UINT,
      UINT,
      UINT,
      (a: CelUint, b: CelUint) => (b.value === 0n ? failure : uintOf(compute(a.value, b.value))),
    ],
  ];
}

const ARITHMETIC: Library = [
  ...operator(
    '_+_',
    [BYTES, BYTES, BYTES, (a: Uint8Array, b: Uint8Array) => Buffer.concat([a, b]), concatenation],
    doubles((a, b) => a + b),
    durations(1n),
    [DURATION, TIMESTAMP, TIMESTAMP, (a: Moment, b: Moment) => timestampOf(a.nanoseconds + b.nanoseconds)],
    [TIMESTAMP, DURATION, TIMESTAMP, (a: Moment, b: Moment) => timestampOf(a.nanoseconds + b.nanoseconds)],
    ints((a, b) => a + b),
    [LIST_OF_A, LIST_OF_A, LIST_OF_A, (a: CelList, b: CelList) => a.plus(b)],
    [STRING, STRING, STRING, (a: string, b: string) => a + b, concatenation],
    uints((a, b) => a + b),
  ),
  ...operator(
    '_-_',
    doubles((a, b) => a - b),
    durations(-1n),
    ints((a, b) => a - b),
    [TIMESTAMP, DURATION, TIMESTAMP, (a: Moment, b: Moment) => timestampOf(a.nanoseconds - b.nanoseconds)],
    [TIMESTAMP, TIMESTAMP, DURATION, (a: Moment, b: Moment) => durationOf(a.nanoseconds - b.nanoseconds)],
    uints((a, b) => a - b),
  ),
  ...operator(
    '_*_',
    doubles((a, b) => a * b),
    ints((a, b) => a * b),
    uints((a, b) => a * b),
  ),
  ...operator(
    '_/_',
    doubles((a, b) => a / b),
    ...whole((a, b) => a / b, 'division by zero'),
  ),
  ...operator('_%_', ...whole((a, b) => a % b, 'modulus by zero')),
  global('-_', [DOUBLE], DOUBLE, (value: number) => -value),
  global('-_', [INT], INT, (value: bigint) => intOf(-value)),
  global('!_', [BOOL], BOOL, (value: boolean) => !value),
];

const NUMBERS = [INT, UINT, DOUBLE];
const TEXTS = [STRING, BYTES];
const COMPARABLE_PAIRS: readonly (readonly [CelType, CelType])[] = [
  ...NUMBERS.flatMap((a) => NUMBERS.map((b) => [a, b] as const)),
  ...[BOOL, ...TEXTS, TIMESTAMP, DURATION].map((type) => [type, type] as const),
];

function ordered(name: string, holds: (order: number) => boolean): Library {
  const evaluate = (a: CelValue, b: CelValue) => {
    const order = celCompare(a, b);
    return order instanceof CelFailure ? order : holds(order);
  };
  return operator(
    name,
    ...COMPARABLE_PAIRS.map(
      ([a, b]): Signature => [a, b, BOOL, evaluate, TEXTS.includes(a) ? comparison : undefined],
    ),
  );
}

const RELATIONS: Library = [
  ...operator('_==_', [A, A, BOOL, celEqual, comparison]),
  ...operator('_!=_', [A, A, BOOL, (a: CelValue, b: CelValue) => !celEqual(a, b), comparison]),
  ...ordered('_<_', (order) => order < 0),
  ...ordered('_<=_', (order) => order <= 0),
  ...ordered('_>_', (order) => order > 0),
  ...ordered('_>=_', (order) => order >= 0),
  ...operator(
    '@in',
    [
      A,
      LIST_OF_A,
      BOOL,
      (value: CelValue, list: CelList) => isIn(list, value),
      ([, list]) => sizeForCost(list),
    ],
    [A, MAP_OF_A_B, BOOL, (key: CelValue, map: CelMap) => map.get(key) !== undefined],
  ),
];

/** Whether a list has an element that is equal. Lists that an expression makes leave it to the value what it equals. */
export function isIn(list: CelList, value: CelValue): boolean {
  const isMade = list instanceof ArrayList;
  for (let index = 0; index < list.size; index++) {
    const element = list.at(index);
    if (isMade ? celEqual(value, element) : celEqual(element, value)) return true;
  }
  return false;
}

const ACCESS: Library = [
  ...operator(
    '_[_]',
    [LIST_OF_A, INT, A, indexed],
    [MAP_OF_A_B, A, B, indexed],
    [optionalOf(LIST_OF_A), INT, optionalOf(A), indexed],
    [optionalOf(MAP_OF_A_B), A, optionalOf(B), indexed],
  ),
  ...operator(
    '_[?_]',
    [LIST_OF_A, INT, optionalOf(A), optionallyIndexed],
    [optionalOf(LIST_OF_A), INT, optionalOf(A), optionallyIndexed],
    [MAP_OF_A_B, A, optionalOf(B), optionallyIndexed],
    [optionalOf(MAP_OF_A_B), A, optionalOf(B), optionallyIndexed],
  ),
];

/** A list is made of the element, and the two are put together. */
const APPEND_COST = 11;

/** What macros become. Only they can call these, and only they see the list that grows. */
const INSIDE_MACROS: Library = [
  global(
    '@append',
    [LIST_OF_A, A],
    LIST_OF_A,
    (list: ArrayList, value: CelValue) => list.push(value),
    () => APPEND_COST,
  ),
  global('@mapInsert', [MAP_OF_A_B, A, B], MAP_OF_A_B, (map: EntryMap, key: CelValue, value: CelValue) =>
    map.get(key) === undefined ? map.with(key, value) : duplicateKey(key),
  ),
  global('@mapInsert', [MAP_OF_A_B, MAP_OF_A_B], MAP_OF_A_B, (map: EntryMap, more: CelMap) => {
    let all = map;
    for (const key of more.keys()) {
      if (all.get(key) !== undefined) return duplicateKey(key);
      all = all.with(key, more.get(key)!);
    }
    return all;
  }),
];

const duplicateKey = (key: CelValue) => new CelFailure(`insert failed: key ${String(key)} already exists`);

/** Decided by the evaluation itself: declared for their types. */
const never = () => new CelFailure('no such overload');
const DECIDING: Library = [
  global('_&&_', [BOOL, BOOL], BOOL, never),
  global('_||_', [BOOL, BOOL], BOOL, never),
  global('_?_:_', [BOOL, A, A], A, never),
  global('@not_strictly_false', [BOOL], BOOL, never),
];

export const OPERATORS: Library = [...ARITHMETIC, ...RELATIONS, ...ACCESS, ...INSIDE_MACROS, ...DECIDING];
