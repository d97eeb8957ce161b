import { type Library, member } from '../declarations';
import { DURATION, INT, STRING, TIMESTAMP } from '../types';
import { type CelDuration, CelFailure, type CelResult, type CelTimestamp } from '../values';
import { secondsOf } from './time-values';

/** A moment as the calendar of a time zone shows it: a Date whose UTC fields are those of the zone. */
function inZone({ nanoseconds }: CelTimestamp, zone: string): Date | CelFailure {
  const date = new Date(Number(secondsOf(nanoseconds)) * 1000);
  const minutes = zone.includes(':') ? minutesEast(zone) : minutesOfZone(date, zone);
  if (minutes instanceof CelFailure) return minutes;
  return new Date(date.getTime() + minutes * 60_000);
}

/** `-05:30`. */
function minutesEast(text: string): number | CelFailure {
  const at = text.indexOf(':');
  const [hours, minutes] = [text.slice(0, at), text.slice(at + 1)];
  for (const part of [hours, minutes])
    if (!/^[+-]?\d+$/.test(part)) return new CelFailure(`strconv.Atoi: parsing "${part}": invalid syntax`);
  return Number(hours) * 60 + Number(minutes) * (text.startsWith('-') ? -1 : 1);
}

function minutesOfZone(date: Date, zone: string): number | CelFailure {
  if (zone === '' || zone === 'UTC') return 0;
  try {
    const shown = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
      .formatToParts(date)
      .find(({ type }) => type === 'timeZoneName')!.value;
    return shown === 'GMT' ? 0 : Number(minutesEast(shown.slice('GMT'.length)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new CelFailure(`unknown time zone ${zone}`);
  }
}

function dayOfYear(date: Date): number {
  const first = Date.UTC(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - first) / 86_400_000);
}

function field(name: string, read: (date: Date) => number): Library {
  const inOne = (time: CelTimestamp, zone: string): CelResult => {
    const date = inZone(time, zone);
    return date instanceof CelFailure ? date : BigInt(read(date));
  };
  return [
    member(name, [TIMESTAMP], INT, (time: CelTimestamp) => inOne(time, 'UTC')),
    member(name, [TIMESTAMP, STRING], INT, inOne),
  ];
}

const amount = (name: string, unit: bigint) =>
  member(name, [DURATION], INT, ({ nanoseconds }: CelDuration) => nanoseconds / unit);

const MILLISECOND = 1_000_000n;
const SECOND = 1000n * MILLISECOND;

const MILLISECONDS: Library = [
  member('getMilliseconds', [TIMESTAMP], INT, milliseconds),
  member('getMilliseconds', [TIMESTAMP, STRING], INT, milliseconds),
];

function milliseconds({ nanoseconds }: CelTimestamp): CelResult {
  return (nanoseconds - secondsOf(nanoseconds) * SECOND) / MILLISECOND;
}

/** Parts of times and durations. */
export const TIME: Library = [
  ...field('getFullYear', (date) => date.getUTCFullYear()),
  ...field('getMonth', (date) => date.getUTCMonth()),
  ...field('getDayOfYear', dayOfYear),
  ...field('getDayOfMonth', (date) => date.getUTCDate() - 1),
  ...field('getDate', (date) => date.getUTCDate()),
  ...field('getDayOfWeek', (date) => date.getUTCDay()),
  ...field('getHours', (date) => date.getUTCHours()),
  ...field('getMinutes', (date) => date.getUTCMinutes()),
  ...field('getSeconds', (date) => date.getUTCSeconds()),
  ...MILLISECONDS,
  amount('getHours', 3600n * SECOND),
  amount('getMinutes', 60n * SECOND),
  amount('getSeconds', SECOND),
  amount('getMilliseconds', MILLISECOND),
];
