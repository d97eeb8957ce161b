import type { CronJob, Job } from '../../../kube/generated/batch-v1';
import { controllerReference } from '../../../kube/object';
import { zonedTimestamp } from '../../../kube/time-zone-offset';
import { timestamp } from '../../clock/clock';

const SCHEDULED_AT = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
export const CRON_JOB_KIND = { apiVersion: 'batch/v1', kind: 'CronJob' };

/** The name of the Job for a moment, in minutes since the Unix epoch: none is made twice. */
export function scheduledJobName({ metadata }: CronJob, time: number): string {
  return `${metadata.name}-${Math.floor(time / 60_000)}`;
}

/** The Job for a moment, in milliseconds since the Unix epoch. */
export function scheduledJob(cronJob: CronJob, time: number): Job {
  const { jobTemplate, timeZone = '' } = cronJob.spec;
  const { labels, annotations } = jobTemplate.metadata ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: scheduledJobName(cronJob, time),
      namespace: cronJob.metadata.namespace,
      ...(labels ? { labels } : {}),
      annotations: { ...annotations, [SCHEDULED_AT]: zonedTimestamp(timeZone, time) },
      creationTimestamp: timestamp(time),
      ownerReferences: [controllerReference(cronJob, CRON_JOB_KIND)],
    },
    spec: jobTemplate.spec,
  };
}
