import { DurationError, parseDuration } from './duration';
import { goQuote } from './go-format';
import { checkTimeZone, TimeZoneError } from './time-zone';

/** A text is not a schedule; the message is that of the API server. */
export class CronScheduleError extends Error {
  override readonly name = 'CronScheduleError';
}

/** The values one field of a schedule allows. */
export interface CronField {
  /** Sorted. */
  readonly values: readonly number[];
  /** Written as `*`. If a day field is, only the other one decides; otherwise either may. */
  readonly isAny: boolean;
}

/** Five fields: `30 4 1,15 * mon-fri`. */
export interface CronFields {
  readonly minute: CronField;
  readonly hour: CronField;
  readonly dayOfMonth: CronField;
  readonly month: CronField;
  /** 0 is Sunday. */
  readonly dayOfWeek: CronField;
}

export interface CronSchedule {
  /** Absent for `@every`. */
  readonly fields?: CronFields;
  /** `@every 90m`, in milliseconds: whole seconds, at least one. */
  readonly every?: number;
  /** Of the old prefix `TZ=Europe/Berlin`, which new objects may not have. */
  readonly timeZone?: string;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const BOUNDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];

const DESCRIPTORS: { readonly [name: string]: string } = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const EVERY = '@every ';
const SECOND = 1000;

/** Reads a schedule as Kubernetes' CronJobs have it. Throws {@link CronScheduleError}. */
export function parseCronSchedule(text: string): CronSchedule {
  if (text === '') throw new CronScheduleError('empty spec string');
  const prefix = /^(?:CRON_)?TZ=/.exec(text)?.[0];
  if (prefix === undefined) return parseUnzoned(text);
  const end = text.indexOf(' ');
  if (end < 0)
    throw new CronScheduleError('invalid schedule format: runtime error: slice bounds out of range [:-1]');
  const timeZone = text.slice(prefix.length, end);
  checkZone(timeZone);
  return { ...parseUnzoned(text.slice(end).trim()), timeZone };
}

function checkZone(name: string): void {
  try {
    checkTimeZone(name);
  } catch (error) {
    if (!(error instanceof TimeZoneError)) throw error;
    throw new CronScheduleError(`provided bad location ${name}: ${error.message}`);
  }
}

function parseUnzoned(text: string): CronSchedule {
  if (!text.startsWith('@')) return { fields: parseFields(text) };
  const fields = DESCRIPTORS[text];
  if (fields !== undefined) return { fields: parseFields(fields) };
  if (!text.startsWith(EVERY)) throw new CronScheduleError(`unrecognized descriptor: ${text}`);
  return { every: parseEvery(text.slice(EVERY.length)) };
}

function parseEvery(text: string): number {
  try {
    return Math.max(1, Math.trunc(parseDuration(text) / SECOND)) * SECOND;
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    throw new CronScheduleError(`failed to parse duration ${EVERY}${text}: ${error.message}`);
  }
}

function parseFields(text: string): CronFields {
  const parts = text.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== BOUNDS.length)
    throw new CronScheduleError(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`);
  const [minute, hour, dayOfMonth, month, dayOfWeek] = parts.map((part, index) =>
    parseField(part, BOUNDS[index]!),
  ) as [CronField, CronField, CronField, CronField, CronField];
  return { minute, hour, dayOfMonth, month, dayOfWeek };
}

function parseField(text: string, bounds: Bounds): CronField {
  const values = new Set<number>();
  let isAny = false;
  for (const part of text.split(',').filter((one) => one !== ''))
    isAny = addRange(part, bounds, values) || isAny;
  return { values: [...values].sort((a, b) => a - b), isAny };
}

/** Adds the values of `1`, `1-5`, `*`, and any of them with a step: `1-5/2`. Returns whether it is a plain `*`. */
function addRange(text: string, bounds: Bounds, values: Set<number>): boolean {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreEnds] = range.split('-');
  const isStar = low === '*' || low === '?';
  const start = isStar ? bounds.min : parseNumber(low, bounds.names);
  let end = isStar ? bounds.max : start;
  if (!isStar && high !== undefined) {
    if (moreEnds.length > 0) throw new CronScheduleError(`too many hyphens: ${text}`);
    end = parseNumber(high, bounds.names);
  }
  const step = stepText === undefined ? 1 : parseStep(text, stepText, moreSteps);
  if (stepText !== undefined && high === undefined) end = bounds.max;
  checkRange(text, start, end, step, bounds);
  for (let value = start; value <= end; value += step) values.add(value);
  return isStar && step === 1;
}

function parseStep(text: string, step: string, more: readonly string[]): number {
  if (more.length > 0) throw new CronScheduleError(`too many slashes: ${text}`);
  return parseNumber(step, undefined);
}

function checkRange(text: string, start: number, end: number, step: number, { min, max }: Bounds): void {
  const refuse = (detail: string) => {
    throw new CronScheduleError(`${detail}: ${text}`);
  };
  if (start < min) refuse(`beginning of range (${start}) below minimum (${min})`);
  if (end > max) refuse(`end of range (${end}) above maximum (${max})`);
  if (start > end) refuse(`beginning of range (${start}) beyond end of range (${end})`);
  if (step === 0) refuse('step of range should be a positive number');
}

function parseNumber(text: string, names: readonly string[] | undefined): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (names && named >= 0) return named + (names === MONTHS ? 1 : 0);
  if (!/^[+-]?\d+$/.test(text))
    throw new CronScheduleError(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`,
    );
  const value = Number(text);
  if (value < 0) throw new CronScheduleError(`negative number (${value}) not allowed: ${text}`);
  return value;
}
