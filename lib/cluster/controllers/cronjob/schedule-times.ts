import { nextCronTime } from '../../../kube/cron-next';
import type { CronSchedule } from '../../../kube/cron-schedule';
import type { CronJob } from '../../../kube/generated/batch-v1';

/** Milliseconds after a scheduled moment at which it is looked for: clocks differ a little. */
const MARGIN = 100;
/** Moments that may be missed before somebody should be told. */
const MANY = 100;

/** A schedule that never comes, or comes again at once. */
export class ScheduleTimeError extends Error {
  override readonly name = 'ScheduleTimeError';
}

/** What has become due since the last look. Moments in milliseconds since the Unix epoch. */
export interface DueTimes {
  /** From when on moments count. */
  readonly since: number;
  /** The newest one that has come; undefined if none has. */
  readonly latest?: number;
  readonly missed: 'none' | 'few' | 'many';
}

/**
 * The newest moment of the schedule that is not in the future. Throws {@link ScheduleTimeError}. Pure.
 * @param withDeadline leaves out what is too late to be started
 */
export function dueTimes(
  cronJob: CronJob,
  schedule: CronSchedule,
  now: number,
  withDeadline: boolean,
): DueTimes {
  const next = (after: number) => nextCronTime(schedule, after, cronJob.spec.timeZone);
  const since = beginOf(cronJob, now, withDeadline);
  const first = next(since);
  const second = first === undefined ? undefined : next(first);
  if (first !== undefined && now < first) return { since, missed: 'none' };
  if (second !== undefined && now < second) return { since, latest: first, missed: 'none' };
  if (first === undefined || second === undefined || second - first < 500)
    throw new ScheduleTimeError('time difference between two schedules is less than 1 second');
  const interval = Math.round((second - first) / 1000) * 1000;
  const count = Math.floor((now - first) / interval) + 1;
  // Schedules need not be regular: the last steps are taken one by one.
  let latest: number | undefined;
  let time = next(first + (count - 2) * interval);
  for (; time !== undefined && time <= now; time = next(time)) latest = time;
  return { since, latest, missed: count > MANY ? 'many' : 'few' };
}

function beginOf({ metadata, spec, status }: CronJob, now: number, withDeadline: boolean): number {
  const last = Date.parse(status?.lastScheduleTime ?? metadata.creationTimestamp!);
  const { startingDeadlineSeconds } = spec;
  if (!withDeadline || startingDeadlineSeconds === undefined) return last;
  return Math.max(last, now - startingDeadlineSeconds * 1000);
}

/** Milliseconds until the next moment, with a margin; undefined if it never comes. Pure. */
export function untilNext(cronJob: CronJob, schedule: CronSchedule, now: number): number | undefined {
  const next = nextCronTime(schedule, lastLook(cronJob, schedule, now), cronJob.spec.timeZone);
  return next === undefined ? undefined : next + MARGIN - now;
}

function lastLook(cronJob: CronJob, schedule: CronSchedule, now: number): number {
  try {
    const { since, latest, missed } = dueTimes(cronJob, schedule, now, false);
    return latest ?? (missed === 'none' ? since : now);
  } catch (error) {
    if (error instanceof ScheduleTimeError) return now;
    throw error;
  }
}
