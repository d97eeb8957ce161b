import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { CronScheduleError, parseCronSchedule } from '../../../kube/cron-schedule';
import type { CronJob, Job } from '../../../kube/generated/batch-v1';
import { CronJobs, Jobs } from '../../../kube/generated/resources';
import { controllerOf, keyOf } from '../../../kube/object';
import { StatusError } from '../../../kube/status';
import type { Clock } from '../../clock/clock';
import { addControllerIndex, CONTROLLER_INDEX } from '../../component/claims';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { CronJobSync } from './cronjob-sync';
import { untilNext } from './schedule-times';
import { CRON_JOB_KIND } from './scheduled-job';

const NAME = 'cronjob-controller';

/** Creates Jobs at the moments of a schedule. */
export class CronJobController implements Component {
  private readonly clock: Clock;
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly cronJobs: Informer<CronJob>;
  private readonly jobs: Informer<Job>;

  constructor(context: ComponentContext) {
    const { clock, informers } = context;
    this.clock = clock;
    this.client = context.client(NAME);
    this.events = context.recorder(this.client, { component: NAME });
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.cronJobs = informers.of(CronJobs);
    this.jobs = informers.of(Jobs);
    addControllerIndex(this.jobs);
    this.cronJobs.on({
      added: (cronJob, revision) => this.loop.enqueue(keyOf(cronJob), revision),
      updated: (cronJob, old, revision) => this.cronJobUpdated(cronJob, old, revision),
      deleted: (cronJob) => this.loop.cancelDelayed(keyOf(cronJob)),
    });
    this.jobs.on({
      added: (job, revision) => this.jobChanged(job, revision),
      updated: (job, old, revision) => {
        if (controllerOf(old)?.uid !== controllerOf(job)?.uid) this.jobChanged(old, revision);
        this.jobChanged(job, revision);
      },
      deleted: (job, revision) => this.jobChanged(job, revision),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private jobChanged(job: Job, revision: number): void {
    const reference = controllerOf(job);
    if (reference?.kind !== CRON_JOB_KIND.kind) return;
    const cronJob = this.cronJobs.get(job.metadata.namespace!, reference.name);
    if (cronJob?.metadata.uid === reference.uid) this.loop.enqueue(keyOf(cronJob), revision);
  }

  /** With a new schedule, the next moment counts; anything else is looked at now. */
  private cronJobUpdated(cronJob: CronJob, old: CronJob, revision: number): void {
    const key = keyOf(cronJob);
    const { schedule, timeZone } = cronJob.spec;
    if (schedule === old.spec.schedule && timeZone === old.spec.timeZone) {
      this.loop.enqueue(key, revision);
      return;
    }
    try {
      this.lookAgainAfter(key, untilNext(cronJob, parseCronSchedule(schedule), this.clock.now()));
    } catch (error) {
      if (!(error instanceof CronScheduleError)) throw error;
      const message = `unparseable schedule for cronjob: ${schedule}`;
      this.events.warning(cronJob, 'UnParseableCronJobSchedule', message);
    }
  }

  private sync(key: string): void {
    const cronJob = this.cronJobs.byKey(key);
    if (!cronJob) return;
    const jobs = this.jobs.byIndex(CONTROLLER_INDEX, cronJob.metadata.uid!);
    const { client, events } = this;
    const sync = new CronJobSync({ client, events, now: this.clock.now() }, cronJob, jobs);
    const { next, failure } = sync.run();
    if (next !== undefined) this.lookAgainAfter(key, next);
    else if (failure instanceof StatusError) throw failure;
  }

  /** Waiting for the next moment does not keep a cluster from being settled. */
  private lookAgainAfter(key: string, delay: number | undefined): void {
    if (delay !== undefined) this.loop.enqueueAfter(key, delay, { background: true });
  }
}
