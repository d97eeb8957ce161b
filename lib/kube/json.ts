import { JsonReader } from './json-reader';

/** A text is not JSON; the message is that of the API server. */
export { JsonSyntaxError } from './json-reader';

/** What a parsed value does not show of its text. */
export interface JsonNotes {
  /** Objects in which a key is repeated: all keys in their order. The last value is the one in the object. */
  readonly repeated: ReadonlyMap<object, readonly string[]>;
  /** All values of the repeated keys of such an object. */
  readonly values: ReadonlyMap<object, ReadonlyMap<string, readonly unknown[]>>;
  /** The paths of the repeated keys in the order of the text, the first hundred: `spec.containers[0].name`. */
  readonly duplicates: readonly string[];
  /** Numbers that JavaScript writes in another way (`1.0`, `1e3`, `9007199254740993`), as they were written. */
  readonly numbers: ReadonlyMap<object, ReadonlyMap<string, string>>;
}

/** No value may be nested deeper. Kubernetes allows 10,000; nothing real comes near either. */
export const MAX_DEPTH = 1_000;

const notes = new WeakMap<object, JsonNotes>();

const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

/**
 * Parses JSON as the API server does. Repeated keys and odd numbers are noted, see {@link jsonNotes}; `__proto__` is a
 * key like any other; surrogates without a partner become U+FFFD. Integers beyond 2^53 lose their last digits, as all
 * JavaScript numbers do. Throws {@link JsonSyntaxError}.
 */
export function parseJson(text: string): unknown {
  const value = parseQuickly(text);
  if (value !== UNSURE) return value;
  const reader = new JsonReader(text, MAX_DEPTH);
  const read = reader.read();
  if (typeof read === 'object' && read !== null && reader.hasNotes) notes.set(read, reader.notes());
  return read;
}

/** What was noted when the value, a whole document, was parsed; undefined when there was nothing. */
export function jsonNotes(document: unknown): JsonNotes | undefined {
  return typeof document === 'object' && document !== null ? notes.get(document) : undefined;
}

const UNSURE = Symbol('unsure');

/** The value, when the built-in parser reads exactly what is written. */
function parseQuickly(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return UNSURE;
  }
  if (SURROGATE_ESCAPE.test(text)) return UNSURE;
  const members = countMembers(value, 1);
  return members === countKeys(text) ? value : UNSURE;
}

/** NaN when the value is too deep. */
function countMembers(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > MAX_DEPTH) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) count += countMembers(value[index], depth + 1);
    return count;
  }
  for (const key in value) count += 1 + countMembers((value as Record<string, unknown>)[key], depth + 1);
  return count;
}

const BACKSLASH = 92;
const COLON = 58;
const POINT = 46;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const LETTER_E = 101;
/** Longer numbers may not be what JavaScript writes. */
const SAFE_DIGITS = 15;

/** How many strings of a valid text are keys; NaN when it has a number that JavaScript may write in another way. */
function countKeys(text: string): number {
  let count = 0;
  let from = 0;
  for (let start = text.indexOf('"'); start >= 0; start = text.indexOf('"', from)) {
    if (hasOddNumber(text, from, start)) return Number.NaN;
    let end = text.indexOf('"', start + 1);
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
    from = end + 1;
    while (text.charCodeAt(from) <= 32) from++;
    if (text.charCodeAt(from) === COLON) count++;
  }
  return hasOddNumber(text, from, text.length) ? Number.NaN : count;
}

/** Whether there is `1.0`, `1e3`, `-0` or a very long number in a part of the text that has no strings. */
function hasOddNumber(text: string, from: number, to: number): boolean {
  let digits = 0;
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index);
    if (code >= ZERO && code <= NINE) {
      if (++digits > SAFE_DIGITS) return true;
      continue;
    }
    if (code === POINT || (digits > 0 && (code | 32) === LETTER_E)) return true;
    if (code === MINUS && text.charCodeAt(index + 1) === ZERO) return true;
    digits = 0;
  }
  return false;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
