import { goQuote } from './go-format';

/** A number, or a text: a percentage or the name of a port. */
export type IntOrString = number | string;

/** A text is not a percentage; the message is Kubernetes' own. */
export class IntOrStringError extends Error {
  override readonly name = 'IntOrStringError';
}

/** Whether the value is written as a percentage (`25%`), well formed or not. */
export function isPercent(value: IntOrString): value is string {
  return typeof value === 'string' && value.endsWith('%');
}

/**
 * The number itself, or that percentage of `total`, rounded up or down to a whole number. Throws
 * {@link IntOrStringError} for a text that is not a percentage, `5` and `half` alike.
 */
export function scaledValue(value: IntOrString, total: number, rounding: 'up' | 'down'): number {
  if (typeof value === 'number') return value;
  const share = (percentOf(value) * total) / 100;
  // `|| 0`: a negative share rounded up is 0, not -0.
  return (rounding === 'up' ? Math.ceil(share) : Math.floor(share)) || 0;
}

/** The number, or what the text says as a number; 0 for any other text. */
export function intValue(value: IntOrString): number {
  if (typeof value === 'number') return value;
  return INTEGER.test(value) ? Number(value) : 0;
}

const INTEGER = /^[+-]?\d+$/;
const MAX_INT64 = 2n ** 63n - 1n;

function percentOf(text: string): number {
  if (!isPercent(text)) throw invalid('invalid type: string is not a percentage');
  const digits = text.slice(0, -1);
  const refused = (why: string) =>
    invalid(`invalid value ${goQuote(text)}: strconv.Atoi: parsing ${goQuote(digits)}: ${why}`);
  if (!INTEGER.test(digits)) throw refused('invalid syntax');
  if (BigInt(digits) > MAX_INT64 || BigInt(digits) < -MAX_INT64 - 1n) throw refused('value out of range');
  return Number(digits);
}

function invalid(detail: string): IntOrStringError {
  return new IntOrStringError(`invalid value for IntOrString: ${detail}`);
}
