import { goFloat } from '../../go-format';
import { global, type Library, member } from '../declarations';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  STRING,
  TIMESTAMP,
  typeOf,
  UINT,
} from '../types';
import {
  CelDuration,
  CelFailure,
  type CelList,
  type CelMap,
  type CelResult,
  type CelTimestamp,
  CelTypeValue,
  type CelUint,
  type CelValue,
  characters,
  typeNameOf,
} from '../values';
import { traversal } from './cost';
import { intOf, uintOf } from './operators';
import { A, LIST_OF_A, MAP_OF_A_B } from './parameters';
import {
  printDuration,
  printTimestamp,
  readDuration,
  readTimestamp,
  secondsOf,
  timestampOfSeconds,
} from './time-values';

const same = (value: CelValue): CelResult => value;

const wrong = (from: string, to: string) => new CelFailure(`type conversion error from '${from}' to '${to}'`);

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

function toBool(text: string): CelResult {
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : wrong('string', 'bool');
}

function toInt(text: string): CelResult {
  if (!/^[+-]?\d+$/.test(text)) return wrong('string', 'int');
  const value = intOf(BigInt(text.replace(/^\+/, '')));
  return value instanceof CelFailure ? wrong('string', 'int') : value;
}

function toUint(text: string): CelResult {
  if (!/^\d+$/.test(text)) return wrong('string', 'uint');
  const value = uintOf(BigInt(text));
  return value instanceof CelFailure ? wrong('string', 'uint') : value;
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

function toDouble(text: string): CelResult {
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : wrong('string', 'double');
}

function truncated(value: number, make: (value: bigint) => CelResult, problem: string): CelResult {
  const limit = 2 ** 63;
  if (!Number.isFinite(value) || (problem.startsWith('integer') && Math.abs(value) >= limit))
    return new CelFailure(problem);
  return make(BigInt(Math.trunc(value)));
}

function toText(bytes: Uint8Array): CelResult {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new CelFailure('invalid UTF-8 in bytes, cannot convert to string');
  }
}

const OVERFLOW = 'integer overflow';
const UNSIGNED_OVERFLOW = 'unsigned integer overflow';

/** What `string(...)` makes of a double: like Go's `%g`. */
export function printDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : '+Inf';
  const absolute = Math.abs(value);
  if (absolute !== 0 && (absolute < 1e-4 || absolute >= 1e21))
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return goFloat(value);
}

const to = (
  name: string,
  result: CelType,
  ...rows: readonly (readonly [CelType, (...args: never[]) => CelResult])[]
): Library => rows.map(([from, convert]) => global(name, [from], result, convert));

const sizes = [STRING, BYTES, LIST_OF_A, MAP_OF_A_B].flatMap((type) => [
  global('size', [type], INT, sizeOfValue),
  member('size', [type], INT, sizeOfValue),
]);

function sizeOfValue(value: string | Uint8Array | CelList | CelMap): CelResult {
  if (typeof value === 'string') return BigInt(characters(value));
  return BigInt(value instanceof Uint8Array ? value.length : value.size);
}

export const CONVERSIONS: Library = [
  ...sizes,
  global('type', [A], typeOf(A), (value: CelValue) => new CelTypeValue(typeNameOf(value))),
  global('dyn', [A], DYN, same),
  ...to('bool', BOOL, [BOOL, same], [STRING, toBool]),
  global('bytes', [BYTES], BYTES, same),
  global('bytes', [STRING], BYTES, (text: string) => Buffer.from(text), traversal()),
  ...to(
    'double',
    DOUBLE,
    [DOUBLE, same],
    [INT, (value: bigint) => Number(value)],
    [STRING, toDouble],
    [UINT, ({ value }: CelUint) => Number(value)],
  ),
  ...to(
    'duration',
    DURATION,
    [DURATION, same],
    [INT, (value: bigint) => new CelDuration(value)],
    [STRING, (text: string) => readDuration(text) ?? wrong('string', 'google.protobuf.Duration')],
  ),
  ...to(
    'int',
    INT,
    [INT, same],
    [DOUBLE, (value: number) => truncated(value, intOf, OVERFLOW)],
    [DURATION, ({ nanoseconds }: CelDuration) => nanoseconds],
    [STRING, toInt],
    [TIMESTAMP, ({ nanoseconds }: CelTimestamp) => secondsOf(nanoseconds)],
    [UINT, ({ value }: CelUint) => intOf(value)],
  ),
  ...to(
    'string',
    STRING,
    [STRING, same],
    [BOOL, (value: boolean) => String(value)],
    [DOUBLE, printDouble],
    [DURATION, printDuration],
    [INT, (value: bigint) => String(value)],
    [TIMESTAMP, printTimestamp],
    [UINT, ({ value }: CelUint) => String(value)],
  ),
  global('string', [BYTES], STRING, toText, traversal()),
  ...to(
    'timestamp',
    TIMESTAMP,
    [TIMESTAMP, same],
    [INT, timestampOfSeconds],
    [STRING, (text: string) => readTimestamp(text) ?? wrong('string', 'google.protobuf.Timestamp')],
  ),
  ...to(
    'uint',
    UINT,
    [UINT, same],
    [DOUBLE, (value: number) => truncated(value, uintOf, UNSIGNED_OVERFLOW)],
    [INT, uintOf],
    [STRING, toUint],
  ),
];
