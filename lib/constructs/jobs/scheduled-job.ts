import type { Construct } from 'constructs';
import { CronScheduleError, parseCronSchedule } from '../../kube/cron-schedule';
import type { CronJob } from '../../kube/generated/batch-v1';
import { CronJobs } from '../../kube/generated/resources';
import { checkWhole } from '../authoring/numbers';
import { gatherProblems, report } from '../authoring/report';
import { recordSource } from '../authoring/source-location';
import { KubeApiObject } from '../kube-api-object';
import { checkWorkloadName, type Workload } from '../workload';
import { WorkloadConstruct } from '../workload-construct';
import { type JobRunProps, jobSpec, jobWorkload } from './job-run';

export interface ScheduledJobProps extends JobRunProps {
  /** When it runs, as cron has it: minute, hour, day of month, month, day of week. */
  readonly schedule: string;
  /**
   * The time zone of the schedule, such as `Europe/Berlin`.
   *
   * @default that of the cluster's control plane
   */
  readonly timeZone?: string;
  /**
   * What happens when the run before has not ended: this one is left out, or replaces it, or both run.
   *
   * @default 'Forbid': it is left out
   */
  readonly overlap?: 'Forbid' | 'Replace' | 'Allow';
  /**
   * Seconds a run may be late; later it is left out.
   *
   * @default 300
   */
  readonly lateness?: number;
  /**
   * Runs that are kept to be looked at.
   *
   * @default 3 that ended well, and 3 that failed
   */
  readonly keeps?: { readonly succeeded?: number; readonly failed?: number };
  /**
   * Whether it does not run for now.
   *
   * @default false
   */
  readonly suspended?: boolean;
}

/** Eleven characters are for the time of a run. */
const LONGEST_NAME = 52;
const DEFAULT_KEPT = 3;
const DEFAULT_LATENESS = 300;

/** Runs to its end, again and again on a schedule: a CronJob. */
export class ScheduledJob extends WorkloadConstruct {
  readonly cronJob: KubeApiObject<CronJob>;
  readonly workload: Workload;

  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    recordSource(this);
    checkWorkloadName(this, id);
    const throwGathered = gatherProblems(this);
    checkSchedule(this, id, props);
    this.workload = jobWorkload(this, id, props);
    this.cronJob = this.makeCronJob(props);
    this.node.defaultChild = this.cronJob;
    this.workload.connectAll(props.connectsTo ?? [], this.cronJob);
    throwGathered();
  }

  private makeCronJob(props: ScheduledJobProps): KubeApiObject<CronJob> {
    const {
      schedule,
      timeZone,
      overlap = 'Forbid',
      lateness = DEFAULT_LATENESS,
      keeps = {},
      suspended,
    } = props;
    const { name, labels } = this.workload;
    return new KubeApiObject(this, 'CronJob', CronJobs, {
      name,
      labels,
      fields: {
        spec: () => ({
          schedule,
          ...(timeZone !== undefined && { timeZone }),
          concurrencyPolicy: overlap,
          startingDeadlineSeconds: lateness,
          successfulJobsHistoryLimit: keeps.succeeded ?? DEFAULT_KEPT,
          failedJobsHistoryLimit: keeps.failed ?? DEFAULT_KEPT,
          ...(suspended && { suspend: true }),
          jobTemplate: { metadata: { labels }, spec: jobSpec(this.workload, props) },
        }),
      },
    });
  }
}

function checkSchedule(
  owner: Construct,
  id: string,
  { schedule, timeZone, keeps = {}, lateness }: ScheduledJobProps,
): void {
  if (id.length > LONGEST_NAME) {
    report(owner, {
      field: 'id',
      message: `"${id}" has ${id.length} characters; the name of a CronJob has at most ${LONGEST_NAME}`,
    });
  }
  const problem = scheduleProblem(schedule, timeZone);
  if (problem) report(owner, { field: 'schedule', message: `${JSON.stringify(schedule)} ${problem}` });
  if (lateness !== undefined) checkWhole(owner, 'lateness', lateness, 10);
  for (const [what, count] of Object.entries(keeps)) checkWhole(owner, `keeps.${what}`, count, 0);
}

function scheduleProblem(schedule: string, timeZone: string | undefined): string | undefined {
  try {
    if (parseCronSchedule(schedule).timeZone === undefined) return undefined;
    return `names a time zone${timeZone === undefined ? '' : `, and timeZone is ${JSON.stringify(timeZone)}`}: write it as timeZone alone`;
  } catch (error) {
    if (error instanceof CronScheduleError) return `is no schedule: ${error.message}`;
    throw error;
  }
}
