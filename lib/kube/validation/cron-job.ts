import { CronScheduleError, parseCronSchedule } from '../cron-schedule';
import { type FieldError, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import type { CronJobSpec, JobSpec, JobTemplateSpec } from '../generated/batch-v1';
import { checkTimeZone, TimeZoneError } from '../time-zone';
import { validateCounts } from './counts';
import { validateJobSpecFields } from './job';
import { validateChoice } from './scalars';
import { printedSelector } from './workload';

const SPEC = FieldPath.of('spec');
const CONCURRENCY_POLICIES = ['Allow', 'Forbid', 'Replace'];
const ZONE_PART = /^[A-Za-z.\-_0-9+]{1,14}$/;

export function validateCronJobSpec(
  spec: CronJobSpec,
  old: CronJobSpec | undefined,
  errors: FieldError[],
): void {
  const { schedule, timeZone, concurrencyPolicy, jobTemplate } = spec;
  if (!schedule) errors.push(required(SPEC.child('schedule')));
  else validateSchedule(schedule, timeZone, old?.schedule.includes('TZ') ?? false, errors);
  validateCounts(spec, ['startingDeadlineSeconds'], SPEC, errors);
  if (timeZone !== undefined && (!old || old.timeZone !== timeZone)) validateTimeZone(timeZone, errors);
  validateChoice(concurrencyPolicy, CONCURRENCY_POLICIES, SPEC.child('concurrencyPolicy'), errors);
  validateJobTemplate(jobTemplate, errors);
  validateCounts(spec, ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'], SPEC, errors);
}

function validateSchedule(
  schedule: string,
  timeZone: string | undefined,
  mayHaveZone: boolean,
  errors: FieldError[],
): void {
  const refuse = (detail: string) => void errors.push(invalidValue(SPEC.child('schedule'), schedule, detail));
  try {
    parseCronSchedule(schedule);
  } catch (error) {
    if (!(error instanceof CronScheduleError)) throw error;
    refuse(error.message);
  }
  if (!schedule.includes('TZ')) return;
  if (!mayHaveZone) refuse('cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
  else if (timeZone !== undefined) refuse('cannot use both timeZone field and TZ or CRON_TZ in schedule');
}

function validateTimeZone(timeZone: string, errors: FieldError[]): void {
  const refuse = (detail: string) => void errors.push(invalidValue(SPEC.child('timeZone'), timeZone, detail));
  if (timeZone === '') {
    refuse('timeZone must be nil or non-empty string');
    return;
  }
  const isWellFormed = timeZone
    .split('/')
    .every((part) => part !== '.' && part !== '..' && !part.startsWith('-') && ZONE_PART.test(part));
  if (!isWellFormed) {
    refuse(`unknown time zone ${timeZone}`);
    return;
  }
  if (timeZone.toLowerCase() === 'local')
    refuse('timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones');
  try {
    checkTimeZone(timeZone);
  } catch (error) {
    if (!(error instanceof TimeZoneError)) throw error;
    refuse(error.message);
  }
}

const NO_TEMPLATE = { template: {} } as JobSpec;

function validateJobTemplate(template: JobTemplateSpec | undefined, errors: FieldError[]): void {
  const spec = template?.spec ?? NO_TEMPLATE;
  const path = SPEC.child('jobTemplate', 'spec');
  validateJobSpecFields(spec, path, errors);
  if (spec.selector)
    errors.push(
      invalidValue(
        path.child('selector'),
        printedSelector(spec.selector),
        '`selector` will be auto-generated',
      ),
    );
  if (spec.manualSelector) errors.push(notSupported(path.child('manualSelector'), true, ['nil', 'false']));
}
