import type { Client } from '../../../client/client';
import { type CronSchedule, CronScheduleError, parseCronSchedule } from '../../../kube/cron-schedule';
import { equal } from '../../../kube/frozen';
import type { CronJob, Job } from '../../../kube/generated/batch-v1';
import type { ObjectReference } from '../../../kube/generated/core-v1';
import { CronJobs, Jobs } from '../../../kube/generated/resources';
import { goQuote } from '../../../kube/go-format';
import { isControlledBy } from '../../../kube/object';
import { isStatus, StatusError } from '../../../kube/status';
import { timestamp } from '../../clock/clock';
import { type EventRecorder, eventReference } from '../../component/event-recorder';
import { isNamespaceTerminating } from '../../component/pod-control';
import { isJobFinished, trueCondition } from '../job/job-facts';
import { dueTimes, ScheduleTimeError, untilNext } from './schedule-times';
import { scheduledJob, scheduledJobName } from './scheduled-job';

export interface CronJobSyncParts {
  readonly client: Client;
  readonly events: EventRecorder;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** What is left to do after a look at a CronJob. */
export interface CronJobOutcome {
  /** Milliseconds until the next look; undefined if there is nothing to wait for. */
  readonly next?: number;
  /** Why something could not be done. */
  readonly failure?: StatusError;
}

/** One look at a CronJob: old Jobs are deleted, ended ones are taken off the list, and a due one is created. */
export class CronJobSync {
  private active: readonly ObjectReference[];
  private lastScheduleTime: string | undefined;
  private lastSuccessfulTime: string | undefined;

  constructor(
    private readonly parts: CronJobSyncParts,
    private readonly cronJob: CronJob,
    private readonly jobs: readonly Job[],
  ) {
    const { active = [], lastScheduleTime, lastSuccessfulTime } = cronJob.status ?? {};
    this.active = active;
    this.lastScheduleTime = lastScheduleTime;
    this.lastSuccessfulTime = lastSuccessfulTime;
  }

  run(): CronJobOutcome {
    this.limitHistory();
    let outcome: CronJobOutcome = {};
    try {
      for (const job of this.jobs) this.look(job);
      this.forgetMissing();
      outcome = { next: this.schedule() };
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      outcome = { failure: error };
    }
    this.writeStatus();
    return outcome;
  }

  private writeStatus(): void {
    const { cronJob, active, lastScheduleTime, lastSuccessfulTime } = this;
    const status = {
      ...(active.length ? { active } : {}),
      ...(lastScheduleTime ? { lastScheduleTime } : {}),
      ...(lastSuccessfulTime ? { lastSuccessfulTime } : {}),
    };
    if (!equal(status, cronJob.status ?? {}))
      this.parts.client.updateStatus(CronJobs, { ...cronJob, status });
  }

  private limitHistory(): void {
    const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = this.cronJob.spec;
    this.deleteOldest('Complete', successfulJobsHistoryLimit);
    this.deleteOldest('Failed', failedJobsHistoryLimit);
  }

  private deleteOldest(condition: 'Complete' | 'Failed', limit: number | undefined): void {
    if (limit === undefined) return;
    const finished = this.jobs.filter(({ status }) => trueCondition(status?.conditions, condition));
    const surplus = finished.length - limit;
    if (surplus > 0) for (const job of [...finished].sort(byStart).slice(0, surplus)) this.delete(job);
  }

  /** Returns whether it could. */
  private delete(job: Job): boolean {
    const { client, events } = this.parts;
    const { namespace, name, uid } = job.metadata;
    try {
      client.delete(Jobs, namespace!, name!, { propagationPolicy: 'Background' });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      events.warning(this.cronJob, 'FailedDelete', `Deleted job: ${error.message}`);
      return false;
    }
    this.forget(uid!);
    events.normal(this.cronJob, 'SuccessfulDelete', `Deleted job ${name}`);
    return true;
  }

  private forget(uid: string): void {
    this.active = this.active.filter((reference) => reference.uid !== uid);
  }

  private isActive(uid: string): boolean {
    return this.active.some((reference) => reference.uid === uid);
  }

  private look(job: Job): void {
    const { name, uid } = job.metadata;
    const { events } = this.parts;
    if (!isJobFinished(job)) {
      if (!this.isActive(uid!) && !this.isKnownByNow(uid!))
        events.warning(
          this.cronJob,
          'UnexpectedJob',
          `Saw a job that the controller did not create or forgot: ${name}`,
        );
      return;
    }
    const conditions = job.status?.conditions;
    if (this.isActive(uid!)) {
      const condition = trueCondition(conditions, 'Complete') ? 'Complete' : 'Failed';
      this.forget(uid!);
      events.normal(this.cronJob, 'SawCompletedJob', `Saw completed job: ${name}, condition: ${condition}`);
    }
    if (trueCondition(conditions, 'Complete')) this.noteSuccess(job.status!.completionTime);
  }

  private noteSuccess(time: string | undefined): void {
    const { lastSuccessfulTime } = this;
    if (time && (!lastSuccessfulTime || Date.parse(time) > Date.parse(lastSuccessfulTime)))
      this.lastSuccessfulTime = time;
  }

  /** The cache may not show yet what was written about a new Job. Goes on with what the API says, then. */
  private isKnownByNow(uid: string): boolean {
    const { namespace, name } = this.cronJob.metadata;
    const { status } = this.parts.client.get(CronJobs, namespace!, name!);
    if (!status?.active?.some((reference) => reference.uid === uid)) return false;
    this.active = status.active;
    this.lastScheduleTime = status.lastScheduleTime;
    return true;
  }

  private forgetMissing(): void {
    const { client, events } = this.parts;
    const known = new Set(this.jobs.map(({ metadata }) => metadata.uid));
    for (const { uid, namespace, name } of this.active) {
      if (known.has(uid)) continue;
      try {
        client.get(Jobs, namespace!, name!);
      } catch (error) {
        if (!isStatus(error, 'NotFound')) throw error;
        events.normal(this.cronJob, 'MissingJob', `Active job went missing: ${name}`);
        this.forget(uid!);
      }
    }
  }

  /** Starts what is due. Returns the milliseconds until the next moment. */
  private schedule(): number | undefined {
    const { cronJob } = this;
    if (cronJob.metadata.deletionTimestamp || cronJob.spec.suspend) return undefined;
    const schedule = this.parse();
    if (!schedule) return undefined;
    const time = this.dueTime(schedule);
    if (time === 'never') return undefined;
    if (time !== undefined && this.isWanted(time)) this.start(time);
    return this.untilNext(schedule);
  }

  private untilNext(schedule: CronSchedule): number | undefined {
    const { cronJob, lastScheduleTime } = this;
    const status = { ...cronJob.status, ...(lastScheduleTime ? { lastScheduleTime } : {}) };
    return untilNext({ ...cronJob, status }, schedule, this.parts.now);
  }

  private parse(): CronSchedule | undefined {
    const { events } = this.parts;
    const { schedule: text } = this.cronJob.spec;
    if (text.includes('TZ'))
      events.warning(
        this.cronJob,
        'UnsupportedSchedule',
        `CRON_TZ or TZ used in schedule ${goQuote(text)} is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details`,
      );
    try {
      return parseCronSchedule(text);
    } catch (error) {
      if (!(error instanceof CronScheduleError)) throw error;
      const message = `unparseable schedule: ${goQuote(text)} : ${error.message}`;
      events.warning(this.cronJob, 'UnparseableSchedule', message);
      return undefined;
    }
  }

  private dueTime(schedule: CronSchedule): number | 'never' | undefined {
    const { events, now } = this.parts;
    try {
      const { latest, missed } = dueTimes(this.cronJob, schedule, now, true);
      if (latest !== undefined && missed === 'many')
        events.warning(
          this.cronJob,
          'TooManyMissedTimes',
          'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
        );
      return latest;
    } catch (error) {
      if (!(error instanceof ScheduleTimeError)) throw error;
      const message = `invalid schedule: ${this.cronJob.spec.schedule} : ${error.message}`;
      events.warning(this.cronJob, 'InvalidSchedule', message);
      return 'never';
    }
  }

  private isWanted(time: number): boolean {
    const { cronJob } = this;
    const { events, now } = this.parts;
    const { startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec;
    if (startingDeadlineSeconds !== undefined && time + startingDeadlineSeconds * 1000 < now) {
      const message = `Missed scheduled time to start a job: ${rfc1123(time)}`;
      events.warning(cronJob, 'MissSchedule', message);
      return false;
    }
    const name = scheduledJobName(cronJob, time);
    if (this.active.some((reference) => reference.name === name)) return false;
    if (this.lastScheduleTime === timestamp(time)) return false;
    if (concurrencyPolicy === 'Forbid' && this.active.length > 0) {
      const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
      events.normal(cronJob, 'JobAlreadyActive', message);
      return false;
    }
    return true;
  }

  private start(time: number): void {
    if (this.cronJob.spec.concurrencyPolicy === 'Replace') this.deleteActive();
    const job = this.create(scheduledJob(this.cronJob, time));
    if (!job || this.isActive(job.metadata.uid!)) return;
    this.active = [...this.active, eventReference(job)];
    this.lastScheduleTime = timestamp(time);
  }

  private deleteActive(): void {
    const { client, events } = this.parts;
    for (const { namespace, name } of this.active) {
      try {
        this.delete(client.get(Jobs, namespace!, name!));
      } catch (error) {
        if (error instanceof StatusError)
          events.warning(this.cronJob, 'FailedGet', `Get job: ${error.message}`);
        throw error;
      }
    }
  }

  /** The Job of that name, if it is our own. */
  private create(wanted: Job): Job | undefined {
    const { client, events } = this.parts;
    try {
      const job = client.create(Jobs, wanted);
      events.normal(this.cronJob, 'SuccessfulCreate', `Created job ${job.metadata.name}`);
      return job;
    } catch (error) {
      if (isStatus(error, 'AlreadyExists')) {
        const job = client.get(Jobs, wanted.metadata.namespace!, wanted.metadata.name!);
        return isControlledBy(job, this.cronJob) ? job : undefined;
      }
      if (error instanceof StatusError && !isNamespaceTerminating(error))
        events.warning(this.cronJob, 'FailedCreate', `Error creating job: ${error.message}`);
      throw error;
    }
  }
}

/** Jobs that have not started come last; of those that started together, the name decides. */
function byStart(a: Job, b: Job): number {
  const start = ({ status }: Job) =>
    status?.startTime ? Date.parse(status.startTime) : Number.MAX_SAFE_INTEGER;
  return start(a) - start(b) || (a.metadata.name! < b.metadata.name! ? -1 : 1);
}

/** `Thu, 01 Jan 2026 00:00:00 UTC` */
function rfc1123(time: number): string {
  return new Date(time).toUTCString().replace('GMT', 'UTC');
}
