import { changeField } from '../defaults/defaulting';
import { withCronJobSpecDefaults } from '../defaults/job';
import { type FieldError, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import type { CronJob } from '../generated/batch-v1';
import type { Strategy } from '../strategy';
import { validateCronJobSpec } from '../validation/cron-job';
import { jobSpecWarnings } from './job';
import { podNameWarnings, withoutDisabledTemplateFields } from './pod-template';
import { specChanged } from './spec-changed';

const JOB_SPEC = FieldPath.of('spec').child('jobTemplate', 'spec');
/** The names of its Jobs have eleven characters more. */
const NAME_LIMIT = 52;

export const cronJobStrategy: Strategy<CronJob> = {
  defaults: (cronJob) => changeField(cronJob, 'spec', withCronJobSpecDefaults),
  prepareForCreate: withEnabledFields,
  prepareForUpdate: withEnabledFields,
  generationChanged: specChanged,
  validate: ({ metadata, spec }) => {
    const errors: FieldError[] = [];
    const { name = '' } = metadata;
    validateCronJobSpec(spec, undefined, errors);
    if (Buffer.byteLength(name) > NAME_LIMIT)
      errors.push(
        invalidValue(
          FieldPath.of('metadata').child('name'),
          name,
          `must be no more than ${NAME_LIMIT} characters`,
        ),
      );
    return errors;
  },
  validateUpdate: ({ spec }, old) => {
    const errors: FieldError[] = [];
    validateCronJobSpec(spec, old.spec, errors);
    return errors;
  },
  warnings: (cronJob, old) => {
    const { spec, metadata } = cronJob;
    const warnings: string[] = old ? [] : podNameWarnings(cronJob);
    if (metadata.generation !== old?.metadata.generation)
      warnings.push(...jobSpecWarnings(spec.jobTemplate?.spec, JOB_SPEC));
    if (old && spec.schedule.includes('TZ'))
      warnings.push(
        'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
      );
    return warnings;
  },
};

function withEnabledFields(cronJob: CronJob): CronJob {
  return changeField(cronJob, 'spec', (spec) =>
    changeField(spec, 'jobTemplate', (job) =>
      changeField(job, 'spec', (jobSpec) => changeField(jobSpec, 'template', withoutDisabledTemplateFields)),
    ),
  );
}
