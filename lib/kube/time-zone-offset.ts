/** Clocks change at full quarters of an hour. */
const QUARTER = 15 * 60_000;
/** Quarters that are remembered for each zone. */
const REMEMBERED = 10_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Milliseconds that clocks of the zone are ahead of UTC at a moment; both in milliseconds since the Unix epoch. */
export function timeZoneOffset(timeZone: string, moment: number): number {
  if (timeZone === '' || timeZone === 'UTC' || timeZone === 'Local') return 0;
  let known = offsets.get(timeZone);
  if (!known || known.size > REMEMBERED) {
    known = new Map();
    offsets.set(timeZone, known);
  }
  const quarter = Math.floor(moment / QUARTER) * QUARTER;
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = offsetAt(timeZone, quarter);
    known.set(quarter, offset);
  }
  return offset;
}

function offsetAt(timeZone: string, moment: number): number {
  const part: { [type: string]: number } = {};
  for (const { type, value } of formatFor(timeZone).formatToParts(moment)) part[type] = Number(value);
  const { year, month, day, hour, minute, second } = part;
  const wall = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
  return wall - moment;
}

/** What clocks of the zone show, as if it were UTC. */
export function wallTime(timeZone: string, moment: number): number {
  return moment + timeZoneOffset(timeZone, moment);
}

/** The moment at which clocks of the zone show this; where they skip or repeat it, the one that Go's `time.Date` chooses. */
export function momentOf(timeZone: string, wall: number): number {
  const guess = wall - timeZoneOffset(timeZone, wall);
  return wall - timeZoneOffset(timeZone, guess);
}

/** RFC 3339 in the time of a zone: `2026-03-29T03:00:00+02:00`. */
export function zonedTimestamp(timeZone: string, moment: number): string {
  const offset = timeZoneOffset(timeZone, moment);
  const wall = new Date(moment + offset).toISOString().slice(0, 19);
  if (offset === 0) return `${wall}Z`;
  const minutes = Math.abs(Math.trunc(offset / 60_000));
  const two = (number: number) => String(number).padStart(2, '0');
  return `${wall}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
