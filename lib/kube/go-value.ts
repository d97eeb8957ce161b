import { isObject } from './record';

/** How Go sees and prints decoded JSON: errors of patches name types and quote values so. */

/** `%v`: `map[a:1 b:[x y]]`, keys sorted. */
export function printGoValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return printNumber(value);
  if (Array.isArray(value)) return `[${value.map(printGoValue).join(' ')}]`;
  if (!isObject(value)) return String(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${key}:${printGoValue(value[key])}`);
  return `map[${members.join(' ')}]`;
}

/** Whole numbers are int64; others float64, whose exponent has two digits and begins earlier than JavaScript's. */
function printNumber(value: number): string {
  if (Number.isInteger(value))
    return Math.abs(value) < 1e21 ? String(value) : twoDigits(value.toExponential());
  return Math.abs(value) < 1e-4 ? twoDigits(value.toExponential()) : String(value);
}

function twoDigits(exponential: string): string {
  return exponential.replace(/e([+-])(\d)$/, 'e$10$2');
}

export type GoKind = 'map' | 'slice' | 'string' | 'bool' | 'int64' | 'float64' | 'nil';

/** The kind of a decoded value. */
export function goKind(value: unknown): GoKind {
  if (value === null || value === undefined) return 'nil';
  if (Array.isArray(value)) return 'slice';
  switch (typeof value) {
    case 'object':
      return 'map';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return 'string';
  }
}

/** How Go's decoder calls a JSON value: `array`, `object`, `bool`. */
export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** The type of a decoded value as messages name it. */
export function goType(value: unknown): string {
  const kind = goKind(value);
  if (kind === 'map') return 'map[string]interface {}';
  if (kind === 'slice') return '[]interface {}';
  return kind === 'nil' ? '%!s(<nil>)' : kind;
}
