/** Durations are numbers of milliseconds; a nanosecond is a millionth of one. */

/** A text is not a duration; the message is Go's own. */
export class DurationError extends Error {
  override readonly name = 'DurationError';
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const UNITS: { readonly [unit: string]: bigint } = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const NANOSECONDS = 1_000_000;
const MAX_INT64 = 2n ** 63n;

/** Reads `1h30m`, `1.5s`, `-300ms`, `0`. Throws {@link DurationError}. */
export function parseDuration(text: string): number {
  const negative = text.startsWith('-');
  let rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '') throw invalid(text);
  let total = 0n;
  while (rest !== '') {
    const [, whole, point, fraction, unit] = /^(\d*)(\.?)(\d*)([^.\d]*)/.exec(rest) as unknown as string[];
    if (whole === '' && (point === '' || fraction === '')) throw invalid(text);
    if (BigInt(whole || '0') > MAX_INT64) throw invalid(text);
    if (unit === '') throw new DurationError(`time: missing unit in duration ${quoted(text)}`);
    const factor = Object.hasOwn(UNITS, unit!) ? UNITS[unit!]! : undefined;
    if (factor === undefined)
      throw new DurationError(`time: unknown unit ${quoted(unit!)} in duration ${quoted(text)}`);
    total += BigInt(whole || '0') * factor + fractionOf(fraction!, factor);
    if (total > MAX_INT64 || (total === MAX_INT64 && !negative)) throw invalid(text);
    rest = rest.slice(whole!.length + point!.length + fraction!.length + unit!.length);
  }
  const milliseconds =
    Number(total / BigInt(NANOSECONDS)) + Number(total % BigInt(NANOSECONDS)) / NANOSECONDS;
  return negative ? -milliseconds : milliseconds;
}

/** Go computes the fraction in floating point, from the digits that fit into an int64. */
function fractionOf(digits: string, factor: bigint): bigint {
  let kept = digits.slice(0, 19);
  if (BigInt(kept || '0') >= MAX_INT64) kept = kept.slice(0, 18);
  return kept === '' ? 0n : BigInt(Math.trunc(Number(kept) * (Number(factor) / 10 ** kept.length)));
}

function invalid(text: string): DurationError {
  return new DurationError(`time: invalid duration ${quoted(text)}`);
}

/** As package `time` quotes: bytes beyond ASCII in hexadecimal. */
export function quoted(text: string): string {
  const escaped = text
    .replace(/["\\]/g, '\\$&')
    .replace(/[^ -~\x7f]/gu, (character) =>
      Buffer.from(character).reduce((hex, byte) => `${hex}\\x${byte.toString(16).padStart(2, '0')}`, ''),
    );
  return `"${escaped}"`;
}

/** As Go prints it: `1h30m0s`, `1.5s`, `300ms`, `0s`. */
export function printDuration(milliseconds: number): string {
  const nanoseconds = Math.round(Math.abs(milliseconds) * NANOSECONDS);
  const sign = milliseconds < 0 && nanoseconds > 0 ? '-' : '';
  if (nanoseconds === 0) return '0s';
  if (nanoseconds < 1_000) return `${sign}${nanoseconds}ns`;
  if (nanoseconds < 1_000_000) return `${sign}${decimal(nanoseconds, 1_000)}µs`;
  if (nanoseconds < 1_000_000_000) return `${sign}${decimal(nanoseconds, 1_000_000)}ms`;
  const minutes = Math.floor(nanoseconds / 60e9);
  const seconds = `${decimal(nanoseconds - minutes * 60e9, 1_000_000_000)}s`;
  if (minutes === 0) return `${sign}${seconds}`;
  const hours = Math.floor(minutes / 60);
  return `${sign}${hours > 0 ? `${hours}h` : ''}${minutes % 60}m${seconds}`;
}

function decimal(value: number, unit: number): string {
  const fraction = String(value % unit)
    .padStart(String(unit).length - 1, '0')
    .replace(/0+$/, '');
  return `${Math.floor(value / unit)}${fraction ? `.${fraction}` : ''}`;
}

/** An age as tables show it, in two or three significant figures: `45s`, `7m12s`, `5d3h`, `2y40d`. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 10) return withRest(`${minutes}m`, seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(milliseconds / HOUR);
  if (hours < 8) return withRest(`${hours}h`, minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 24 * 8) return withRest(`${days}d`, hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  return hours < 24 * 365 * 8 ? withRest(`${years}y`, days % 365, 'd') : `${years}y`;
}

function withRest(head: string, rest: number, unit: string): string {
  return rest === 0 ? head : `${head}${rest}${unit}`;
}

/** The same in one figure: `45s`, `7m`, `5d`. */
export function shortHumanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(milliseconds / HOUR);
  if (hours < 24) return `${hours}h`;
  return hours < 24 * 365 ? `${Math.floor(hours / 24)}d` : `${Math.floor(hours / 24 / 365)}y`;
}
