import { quoted } from './duration';

/** A text is not a time; the message is Go's own. */
export class TimeError extends Error {
  override readonly name = 'TimeError';
}

const TIME_LAYOUT = '2006-01-02T15:04:05Z07:00';
const MICRO_TIME_LAYOUT = '2006-01-02T15:04:05.000000Z07:00';
const CANONICAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const CANONICAL_MICRO =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;
/** Go's zero time, which the API writes as no time at all. */
const ZERO = '0001-01-01T00:00:00';

/**
 * A time as the API stores it: UTC, whole seconds. The empty text for the zero time. Throws {@link TimeError} for what
 * is no RFC 3339 time.
 */
export function canonicalTime(text: string): string {
  if (CANONICAL.test(text) && !text.startsWith(ZERO)) return text;
  const { seconds, microseconds } = new TimeReader(text, TIME_LAYOUT).read();
  const printed = `${seconds}Z`;
  return seconds === ZERO && Number(microseconds) === 0 ? '' : printed;
}

/** The same with exactly six digits of a second, for leases and events. */
export function canonicalMicroTime(text: string): string {
  if (CANONICAL_MICRO.test(text) && !text.startsWith(ZERO)) return text;
  const { seconds, microseconds } = new TimeReader(text, MICRO_TIME_LAYOUT).read();
  return seconds === ZERO && Number(microseconds) === 0 ? '' : `${seconds}.${microseconds}Z`;
}

/** Milliseconds since the Unix epoch of a time in canonical form. */
export function parseTime(text: string): number {
  return Date.parse(text);
}

interface ReadTime {
  readonly seconds: string;
  readonly microseconds: string;
}

/** Reads a text along a layout, element by element, as Go's `time.Parse` does. */
class TimeReader {
  private rest: string;

  constructor(
    private readonly text: string,
    private readonly layout: string,
  ) {
    this.rest = text;
  }

  read(): ReadTime {
    const year = this.year();
    this.expect('-');
    const month = this.twoDigits('01', 'month', 1, 12);
    this.expect('-');
    const day = this.twoDigits('02', 'day', 0, 99);
    this.expect('T');
    const hour = this.hour();
    this.expect(':');
    const minute = this.twoDigits('04', 'minute', 0, 59);
    this.expect(':');
    const second = this.twoDigits('05', 'second', 0, 59);
    const nanoseconds = this.layout === MICRO_TIME_LAYOUT ? this.sixDigits() : this.anyFraction();
    const offset = this.zone();
    if (this.rest !== '') throw this.failed(`: extra text: ${quoted(this.rest)}`);
    if (day < 1 || day > daysIn(year, month)) throw this.failed(': day out of range');
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute - offset, second);
    return { seconds: printSeconds(date), microseconds: nanoseconds.slice(0, 6) };
  }

  private year(): number {
    if (!/^\d.{3}/s.test(this.rest) || !/^\d{4}/.test(this.rest)) throw this.unreadable('2006');
    return Number(this.take(4));
  }

  private hour(): number {
    const digits = /^\d\d?/.exec(this.rest)?.[0];
    if (digits === undefined) throw this.unreadable('15');
    this.take(digits.length);
    if (Number(digits) > 23) throw this.failed(': hour out of range');
    return Number(digits);
  }

  private twoDigits(element: string, name: string, low: number, high: number): number {
    if (!/^\d\d/.test(this.rest)) throw this.unreadable(element);
    const value = Number(this.take(2));
    if (value < low || value > high) throw this.failed(`: ${name} out of range`);
    return value;
  }

  /** Nine digits; absent ones are zeros. */
  private anyFraction(): string {
    const fraction = /^[.,](\d+)/.exec(this.rest);
    if (!fraction) return '000000000';
    this.take(fraction[0].length);
    return fraction[1]!.slice(0, 9).padEnd(9, '0');
  }

  private sixDigits(): string {
    if (!/^[.,]\d{6}/.test(this.rest)) throw this.unreadable('.000000');
    return this.take(7).slice(1).padEnd(9, '0');
  }

  /** Minutes east of Greenwich. */
  private zone(): number {
    if (this.rest.startsWith('Z')) {
      this.take(1);
      return 0;
    }
    const match = /^([\s\S])(\d\d):(\d\d)/.exec(this.rest);
    if (!match) throw this.unreadable('Z07:00');
    const [whole, sign, hours, minutes] = match as unknown as [string, string, string, string];
    const hold = this.rest;
    this.take(whole.length);
    if (Number(hours) > 24) throw this.failed(': time zone offset hour out of range');
    if (Number(minutes) > 60) throw this.failed(': time zone offset minute out of range');
    this.rest = sign === '+' || sign === '-' ? this.rest : hold;
    if (sign !== '+' && sign !== '-') throw this.unreadable('Z07:00');
    return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  }

  private expect(separator: string): void {
    if (!this.rest.startsWith(separator)) throw this.unreadable(separator);
    this.take(1);
  }

  private take(length: number): string {
    const taken = this.rest.slice(0, length);
    this.rest = this.rest.slice(length);
    return taken;
  }

  private unreadable(element: string): TimeError {
    return new TimeError(
      `parsing time ${quoted(this.text)} as ${quoted(this.layout)}: cannot parse ${quoted(this.rest)} as ${quoted(element)}`,
    );
  }

  private failed(detail: string): TimeError {
    return new TimeError(`parsing time ${quoted(this.text)}${detail}`);
  }
}

function daysIn(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}

function printSeconds(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(date.getUTCFullYear()).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return `${day}T${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}
