import { goQuote } from './go-format';
import { jsonKind } from './go-value';
import { Quantity, QuantityError } from './quantity';
import { canonicalMicroTime, canonicalTime, TimeError } from './time';

/** The canonical value, or what is wrong. A `fatal` problem ends Go's decoding at once; others are collected. */
export type Scalar =
  | { readonly value: unknown }
  | { readonly mismatch: string; readonly type?: string; readonly fatal?: boolean }
  | { readonly message: string; readonly fatal: boolean };

const MAX_INT32 = 2 ** 31;
const MAX_INT64 = 2 ** 63;

/** `literal` is how the number was written, where that is known to differ from how JavaScript writes it. */
export function decodeInteger(value: unknown, type: string, literal: string | undefined): Scalar {
  if (typeof value !== 'number') return { mismatch: jsonKind(value) };
  const limit = type === 'int32' ? MAX_INT32 : MAX_INT64;
  const isWhole = literal === undefined ? Number.isInteger(value) : /^-?\d+$/.test(literal);
  // 2^63 - 1 and 2^63 are the same number here; the benefit of the doubt is the smaller evil.
  const fits = value >= -limit && (value < limit || value === MAX_INT64);
  return isWhole && fits ? { value: value + 0 } : { mismatch: `number ${literal ?? value}` };
}

export function decodeIntOrString(value: unknown, literal: string | undefined): Scalar {
  if (typeof value === 'string') return { value };
  const decoded = decodeInteger(value, 'int32', literal);
  return 'value' in decoded ? decoded : { ...decoded, type: 'int32', fatal: true };
}

/** Texts and numbers, in canonical form. */
export function decodeQuantity(value: unknown, literal: string | undefined): Scalar {
  const text = typeof value === 'string' ? value.trim() : (literal ?? JSON.stringify(value));
  try {
    return { value: Quantity.parse(text).toString() };
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    return { message: error.message, fatal: true };
  }
}

/** The zero time is no value. */
export function decodeTime(value: unknown, type: 'time' | 'microTime'): Scalar {
  if (typeof value !== 'string') return { mismatch: jsonKind(value), type: 'string', fatal: true };
  try {
    const time = type === 'time' ? canonicalTime(value) : canonicalMicroTime(value);
    return { value: time === '' ? undefined : time };
  } catch (error) {
    if (!(error instanceof TimeError)) throw error;
    return { message: error.message, fatal: true };
  }
}

/** Base64, without the line breaks that Go ignores; a list of bytes is allowed as well. */
export function decodeBytes(value: unknown): Scalar {
  if (Array.isArray(value)) return decodeByteList(value);
  if (typeof value !== 'string') return { mismatch: jsonKind(value) };
  const canonical = Buffer.from(value, 'base64').toString('base64');
  const at = canonical === value ? -1 : corruptByte(value);
  if (at >= 0) return { message: `illegal base64 data at input byte ${at}`, fatal: false };
  return { value: canonical };
}

function decodeByteList(list: readonly unknown[]): Scalar {
  const bytes = list.map((byte) => byte ?? 0);
  const wrong = bytes.find(
    (byte) => !(Number.isInteger(byte) && (byte as number) >= 0 && (byte as number) < 256),
  );
  if (wrong === undefined) return { value: Buffer.from(bytes as number[]).toString('base64') };
  return { mismatch: typeof wrong === 'number' ? `number ${wrong}` : jsonKind(wrong), type: 'uint8' };
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const PADDING = 61;

/**
 * Where Go's decoder stops: it reads groups of four characters, and counts the bytes it ignores. -1 when it does not:
 * there may be line breaks, and the unused bits of the last character may be set.
 */
function corruptByte(text: string): number {
  const bytes = Buffer.from(text);
  let index = 0;
  const skipBreaks = () => {
    while (bytes[index] === LINE_FEED || bytes[index] === CARRIAGE_RETURN) index++;
  };
  for (;;) {
    for (let place = 0; place < 4; place++) {
      skipBreaks();
      if (index >= bytes.length) return place === 0 ? -1 : index - place;
      const byte = bytes[index++]!;
      if (isBase64(byte)) continue;
      if (byte !== PADDING || place < 2) return index - 1;
      skipBreaks();
      if (place === 2) {
        if (index >= bytes.length) return bytes.length;
        if (bytes[index] !== PADDING) return index - 1;
        index++;
        skipBreaks();
      }
      return index < bytes.length ? index : -1;
    }
  }
}

function isBase64(byte: number): boolean {
  return (
    (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || (byte >= 47 && byte <= 57) || byte === 43
  );
}

/** Words for people: what was expected, and what was found. */
export function mismatchInWords(found: string, type: string): string {
  return `expected ${type}, but found ${found.startsWith('number ') ? goQuote(found.slice(7)).slice(1, -1) : found}`;
}
