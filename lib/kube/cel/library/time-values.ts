import { DurationError, parseDuration } from '../../duration';
import { canonicalTime, parseTime, TimeError } from '../../time';
import { CelDuration, CelFailure, type CelResult, CelTimestamp } from '../values';

const PER_MILLISECOND = 1_000_000n;
const PER_SECOND = 1_000_000_000n;
const MOST_NANOSECONDS = 2n ** 63n - 1n;
/** The years 1 and 9999 begin and end here. */
const FIRST_SECOND = -62135596800n;
const LAST_SECOND = 253402300799n;

export function durationOf(nanoseconds: bigint): CelResult {
  return nanoseconds > MOST_NANOSECONDS || nanoseconds < -MOST_NANOSECONDS - 1n
    ? new CelFailure('integer overflow')
    : new CelDuration(nanoseconds);
}

export function timestampOf(nanoseconds: bigint): CelResult {
  const seconds = secondsOf(nanoseconds);
  return seconds < FIRST_SECOND || seconds > LAST_SECOND
    ? new CelFailure('timestamp overflow')
    : new CelTimestamp(nanoseconds);
}

export function timestampOfSeconds(seconds: bigint): CelResult {
  return timestampOf(seconds * PER_SECOND);
}

/** Whole seconds, rounded down. */
export function secondsOf(nanoseconds: bigint): bigint {
  const rest = nanoseconds % PER_SECOND;
  return (nanoseconds - (rest < 0n ? rest + PER_SECOND : rest)) / PER_SECOND;
}

/** `1h30m`; undefined for what is no duration. */
export function readDuration(text: string): CelDuration | undefined {
  try {
    const milliseconds = parseDuration(text);
    const whole = Math.trunc(milliseconds);
    const fraction = Math.round((milliseconds - whole) * Number(PER_MILLISECOND));
    return new CelDuration(BigInt(whole) * PER_MILLISECOND + BigInt(fraction));
  } catch (error) {
    if (error instanceof DurationError) return undefined;
    throw error;
  }
}

/** A time as RFC 3339 writes it; undefined for what is none. */
export function readTimestamp(text: string): CelTimestamp | undefined {
  try {
    const seconds = canonicalTime(text) || '0001-01-01T00:00:00Z';
    const fraction = /^[^.,]*[.,](\d+)/.exec(text)?.[1] ?? '';
    const nanoseconds = BigInt(fraction.slice(0, 9).padEnd(9, '0'));
    return new CelTimestamp(BigInt(parseTime(seconds)) * PER_MILLISECOND + nanoseconds);
  } catch (error) {
    if (error instanceof TimeError) return undefined;
    throw error;
  }
}

/** `5400s`, `0.5s`. */
export function printDuration({ nanoseconds }: CelDuration): string {
  const absolute = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  return `${nanoseconds < 0n ? '-' : ''}${absolute / PER_SECOND}${fractionOf(absolute % PER_SECOND)}s`;
}

/** RFC 3339 with as much of a second as there is. */
export function printTimestamp({ nanoseconds }: CelTimestamp): string {
  const seconds = secondsOf(nanoseconds);
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${date}${fractionOf(nanoseconds - seconds * PER_SECOND)}Z`;
}

function fractionOf(nanoseconds: bigint): string {
  return nanoseconds === 0n ? '' : `.${String(nanoseconds).padStart(9, '0').replace(/0+$/, '')}`;
}
