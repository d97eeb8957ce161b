import { goQuote } from '../../go-format';
import {
  CelDuration,
  CelFailure,
  CelList,
  CelMap,
  type CelResult,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  type CelValue,
  typeNameOf,
} from '../values';
import { printDouble } from './conversions';
import { FORMAT_CHECKS, placesIn } from './format-clauses';
import { MOST_CHARACTERS, MOST_DIGITS, MOST_ELEMENTS } from './limits';
import { printDuration, printTimestamp } from './time-values';

const PRECISION = 6;

/** A format does not fit its argument. */
class FormatError extends Error {
  override readonly name = 'FormatError';
}

/** `'%s is %d'.format(['a', 1])`. */
export function formatText(format: string, args: CelList): CelResult {
  try {
    return formatted(format, args);
  } catch (error) {
    if (error instanceof FormatError) return new CelFailure(error.message);
    throw error;
  }
}

function formatted(format: string, args: CelList): string {
  let text = '';
  let end = 0;
  for (const [index, place] of placesIn(format).entries()) {
    if ('problem' in place) throw new FormatError(place.problem);
    if (index >= args.size) throw new FormatError(`index ${index} out of range`);
    text +=
      literalPart(format.slice(end, place.start)) + printPlace(place.verb, args.at(index), place.precision);
    end = place.end;
    if (text.length > MOST_CHARACTERS) throw new FormatError(`more than ${MOST_CHARACTERS} characters`);
  }
  return text + literalPart(format.slice(end));
}

const literalPart = (text: string) => text.replaceAll('%%', '%');

function printPlace(verb: string, value: CelValue, precision = PRECISION): string {
  const print = CLAUSES[verb];
  if (!print)
    throw new FormatError(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  try {
    if (precision > MOST_DIGITS) throw new FormatError(`more than ${MOST_DIGITS} digits`);
    return print(value, precision);
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(`error during formatting: ${error.message}`) : error;
  }
}

/** The value is none that the place takes. */
function misplaced(verb: string, value: CelValue): FormatError {
  return new FormatError(FORMAT_CHECKS[verb]!.problem(typeNameOf(value)));
}

const CLAUSES: { readonly [verb: string]: (value: CelValue, precision: number) => string } = {
  s: plain,
  d: decimal,
  f: (value, precision) => fixed(floating(value, 'f'), precision),
  e: (value, precision) => scientific(floating(value, 'e'), precision),
  b: (value) => (typeof value === 'boolean' ? String(Number(value)) : inBase(value, 2, 'b')),
  x: hexadecimal,
  X: (value) => hexadecimal(value).toUpperCase(),
  o: (value) => inBase(value, 8, 'o'),
};

function plain(value: CelValue): string {
  if (value instanceof CelList || value instanceof CelMap) {
    if (elementsIn(value, MOST_ELEMENTS) > MOST_ELEMENTS)
      throw new FormatError(`more than ${MOST_ELEMENTS} elements`);
    return literal(value);
  }
  if (typeof value === 'string') return value;
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return printDouble(value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof CelTimestamp) return printTimestamp(value);
  if (value instanceof CelDuration) return printDuration(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (value instanceof CelTypeValue) return value.typeName;
  throw misplaced('s', value);
}

/** How many values there are within, which may be the same ones; counts no further than `most`. */
function elementsIn(value: CelValue, most: number): number {
  let count = 1;
  const parts =
    value instanceof CelList
      ? value
      : value instanceof CelMap
        ? [...value.keys()].map((key) => value.get(key)!)
        : [];
  for (const part of parts) {
    if (count > most) break;
    count += elementsIn(part, most - count);
  }
  return count;
}

/** Inside of lists and maps, values look as an expression would write them. */
function literal(value: CelValue): string {
  if (typeof value === 'string') return goQuote(value);
  if (value instanceof Uint8Array) return `b${goQuote(plain(value))}`;
  if (value instanceof CelTimestamp) return `timestamp(${goQuote(plain(value))})`;
  if (value instanceof CelDuration) return `duration(${goQuote(plain(value))})`;
  if (typeof value === 'number')
    return Number.isFinite(value) ? value.toFixed(PRECISION) : goQuote(printDouble(value));
  if (value instanceof CelList) return `[${[...value].map(literal).join(', ')}]`;
  if (!(value instanceof CelMap)) return plain(value);
  if (value.typeName !== 'map') throw new FormatError(`no formatting function for ${value.typeName}`);
  const entries = [...value.keys()].map((key) => [literalKey(key), literal(value.get(key)!)] as const);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${key}:${one}`).join(', ')}}`;
}

function literalKey(key: CelValue): string {
  if (typeof key === 'string') return goQuote(key);
  if (typeof key === 'boolean' || typeof key === 'bigint' || key instanceof CelUint) return plain(key);
  throw new FormatError(`no formatting function for map key of type ${typeNameOf(key)}`);
}

function wholeNumber(value: CelValue): bigint | undefined {
  return value instanceof CelUint ? value.value : typeof value === 'bigint' ? value : undefined;
}

function decimal(value: CelValue): string {
  const whole = wholeNumber(value);
  if (whole !== undefined) return String(whole);
  throw misplaced('d', value);
}

function inBase(value: CelValue, base: number, verb: string): string {
  const whole = wholeNumber(value);
  if (whole !== undefined) return whole.toString(base);
  throw misplaced(verb, value);
}

function hexadecimal(value: CelValue): string {
  if (typeof value === 'string') return Buffer.from(value).toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return inBase(value, 16, 'x');
}

const NAMED: { readonly [text: string]: number } = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

function floating(value: CelValue, verb: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && Object.hasOwn(NAMED, value)) return NAMED[value]!;
  throw misplaced(verb, value);
}

const isOrdinary = (value: number) => Number.isFinite(value);

/** In the way of American English. */
function special(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '-∞';
}

function fixed(value: number, precision: number): string {
  if (!isOrdinary(value)) return special(value);
  const [whole, fraction] = value.toFixed(precision).split('.') as [string, string | undefined];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function scientific(value: number, precision: number): string {
  if (!isOrdinary(value)) return special(value);
  const [digits, exponent] = value.toExponential(precision).split('e') as [string, string];
  const raised = exponent
    .slice(1)
    .padStart(2, '0')
    .replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!);
  return `${digits}×10${exponent.startsWith('-') ? '⁻' : ''}${raised}`;
}
