import {
  dueTimes,
  ScheduleTimeError,
  untilNext,
} from '../../../../lib/cluster/controllers/cronjob/schedule-times';
import { parseCronSchedule } from '../../../../lib/kube/cron-schedule';
import type { CronJob, CronJobSpec } from '../../../../lib/kube/generated/batch-v1';

const BEGIN = Date.parse('2026-01-01T00:00:30Z');
const HOURLY = parseCronSchedule('0 * * * *');

function cronJob(spec: Partial<CronJobSpec> = {}, lastScheduleTime?: string): CronJob {
  return {
    metadata: { name: 'cron', creationTimestamp: '2026-01-01T00:00:30Z' },
    spec: { schedule: '', jobTemplate: {}, ...spec },
    status: lastScheduleTime ? { lastScheduleTime } : {},
  };
}

function at(time: string): number {
  return Date.parse(`2026-01-${time}Z`);
}

test('before the first moment nothing is due', () => {
  expect(dueTimes(cronJob(), HOURLY, at('01T00:59:59'), true)).toEqual({ since: BEGIN, missed: 'none' });
  expect(untilNext(cronJob(), HOURLY, at('01T00:59:59'))).toBe(1_100);
});

test('the moment that has come is due', () => {
  const { latest, missed } = dueTimes(cronJob(), HOURLY, at('01T01:10:00'), true);
  expect([latest, missed]).toEqual([at('01T01:00:00'), 'none']);
});

test('of several missed moments the newest counts', () => {
  const few = dueTimes(cronJob(), HOURLY, at('03T05:10:00'), true);
  expect([few.latest, few.missed]).toEqual([at('03T05:00:00'), 'few']);
  const many = dueTimes(cronJob(), HOURLY, at('08T05:10:00'), true);
  expect([many.latest, many.missed]).toEqual([at('08T05:00:00'), 'many']);
});

test('with a deadline, older moments do not count', () => {
  const late = cronJob({ startingDeadlineSeconds: 300 });
  expect(dueTimes(late, HOURLY, at('08T05:10:00'), true).latest).toBeUndefined();
  expect(dueTimes(late, HOURLY, at('08T05:04:00'), true)).toMatchObject({
    latest: at('08T05:00:00'),
    missed: 'none',
  });
});

test('moments are counted from the last one that was taken', () => {
  const taken = cronJob({}, '2026-01-01T05:00:00Z');
  expect(dueTimes(taken, HOURLY, at('01T05:30:00'), true).latest).toBeUndefined();
  expect(untilNext(taken, HOURLY, at('01T05:30:00'))).toBe(1_800_100);
});

test('a schedule that is not regular is followed step by step', () => {
  const office = parseCronSchedule('30 6-16/4 * * 1-5');
  const friday = cronJob({}, '2026-01-02T14:30:00Z');
  expect(dueTimes(friday, office, at('06T11:00:00'), true).latest).toBe(at('06T10:30:00'));
});

test('a schedule that never comes is an error, and is not waited for', () => {
  const never = parseCronSchedule('0 0 31 2 *');
  expect(() => dueTimes(cronJob(), never, BEGIN, true)).toThrow(ScheduleTimeError);
  expect(untilNext(cronJob(), never, BEGIN)).toBeUndefined();
});
