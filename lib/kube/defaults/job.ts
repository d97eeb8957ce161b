import type { CronJobSpec, Job, JobSpec, PodFailurePolicy } from '../generated/batch-v1';
import { changeElements, changeField, fillAbsent, fillEmpty } from './defaulting';
import { defaultPodTemplate } from './pod/template';

const MAX_INT32 = 2 ** 31 - 1;

export function withJobDefaults(given: Job): Job {
  const job = changeField(given, 'spec', withJobSpecDefaults);
  const { labels } = given.spec?.template?.metadata ?? {};
  const { labels: own } = job.metadata;
  if (!labels || (own && Object.keys(own).length > 0)) return job;
  return { ...job, metadata: { ...job.metadata, labels } };
}

function withJobSpecDefaults(given: JobSpec): JobSpec {
  const { completions, parallelism, backoffLimitPerIndex, podFailurePolicy } = given;
  const single = completions === undefined && parallelism === undefined;
  const spec = fillAbsent(given, {
    ...(single ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: backoffLimitPerIndex === undefined ? 6 : MAX_INT32,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: podFailurePolicy ? 'Failed' : 'TerminatingOrFailed',
    manualSelector: false,
  });
  return withTemplateAndPolicyDefaults(spec);
}

/** What the spec of a Job gets in the template of a CronJob, too. */
function withTemplateAndPolicyDefaults(spec: JobSpec): JobSpec {
  return changeField(
    changeField(spec, 'template', defaultPodTemplate),
    'podFailurePolicy',
    withConditionDefaults,
  );
}

function withConditionDefaults(policy: PodFailurePolicy): PodFailurePolicy {
  return changeElements(policy, 'rules', (rule) =>
    changeElements(rule, 'onPodConditions', (pattern) => fillEmpty(pattern, { status: 'True' })),
  );
}

export function withCronJobSpecDefaults(given: CronJobSpec): CronJobSpec {
  const spec = fillAbsent(fillEmpty(given, { concurrencyPolicy: 'Allow' }), {
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  return changeField(spec, 'jobTemplate', (template) =>
    changeField(template, 'spec', withTemplateAndPolicyDefaults),
  );
}
