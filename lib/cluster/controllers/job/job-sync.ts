import type { Job, JobCondition } from '../../../kube/generated/batch-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { isPodActive, isPodReady, isPodTerminating } from '../../../kube/pod-status';
import { timestamp } from '../../clock/clock';
import { count } from '../../component/status-fields';
import { validIndex } from './completion-index';
import { EndedPods } from './ended-pods';
import { type FailureRecord, NO_FAILURES, recordEnds } from './failure-backoff';
import { type IndexProgress, indexProgress } from './index-progress';
import { jobCondition } from './job-conditions';
import { JobDraft } from './job-draft';
import type { JobEnvironment } from './job-environment';
import { isIndexed, isPodFailed, isSuspended, isTracked } from './job-facts';
import { JobPods } from './job-pods';
import { type JobObservation, untilDeadline, verdict } from './job-verdict';
import { judgeFailure } from './pod-failure-policy';

/** One look at a Job: what its pods have come to, what that means, and what is to be done. */
export class JobSync {
  private readonly draft: JobDraft;
  private readonly active: readonly Pod[];
  private readonly indexes: IndexProgress | undefined;
  private readonly succeeded: number;
  private readonly failed: number;
  private readonly failures: FailureRecord;
  private readonly jobPods: JobPods;
  private readonly now: number;

  /** @param isCacheCurrent whether the pods show everything that was done to them */
  constructor(
    private readonly environment: JobEnvironment,
    private readonly key: string,
    private readonly job: Job,
    private readonly pods: readonly Pod[],
    private readonly isCacheCurrent: boolean,
  ) {
    this.now = environment.clock.now();
    this.draft = new JobDraft(job);
    this.active = pods.filter(isPodActive);
    const succeeded = this.newlyEnded('succeeded', ({ status }) => status?.phase === 'Succeeded');
    const failed = this.newlyEnded('failed', (pod) => isPodFailed(pod, job));
    this.indexes = isIndexed(job) ? indexProgress(job, pods, (pod) => this.isUnderWay(pod)) : undefined;
    this.succeeded = this.indexes?.succeeded.size ?? this.total('succeeded') + succeeded.length;
    const { podFailurePolicy } = job.spec!;
    this.failed = this.total('failed') + count(failed, (pod) => judgeFailure(podFailurePolicy, pod).counts);
    this.failures = recordEnds(environment.failures.get(key) ?? NO_FAILURES, succeeded, failed);
    this.jobPods = new JobPods(environment, {
      key,
      job,
      pods,
      active: this.active,
      terminating: count(pods, isPodTerminating),
      ready: count(this.active, isPodReady),
      succeeded: this.succeeded,
      indexes: this.indexes,
      failures: this.failures,
    });
  }

  /** Returns whether the Job has come to its end. */
  run(): boolean {
    if (this.job.status?.startTime === undefined && !isSuspended(this.job))
      this.draft.status.startTime = timestamp(this.now);
    const observation = this.observation();
    const early = verdict(observation);
    const remaining = untilDeadline(observation);
    if (!early && remaining !== undefined) this.environment.syncAfter(this.key, remaining);
    const end = early ? this.stop(early) : this.goOn();
    const { jobPods, draft } = this;
    const { active, ready, terminating } = jobPods;
    draft.set({ active: active || undefined, ready, terminating });
    this.countEnds(end);
    if (jobPods.failure) throw jobPods.failure;
    return ['Complete', 'Failed'].some((type) => draft.conditions.some((one) => one.type === type));
  }

  private observation(): JobObservation {
    const { job, pods, failed, indexes, now } = this;
    const { startTime } = this.draft.status;
    return {
      job,
      pods,
      failed,
      now,
      startedAt: startTime === undefined ? undefined : Date.parse(startTime),
      ...(indexes ? { succeededIndexes: indexes.succeeded, failedIndexes: indexes.failed } : {}),
    };
  }

  /** Pods that have ended and are in no count yet. */
  private newlyEnded(outcome: 'succeeded' | 'failed', hasEnded: (pod: Pod) => boolean): readonly Pod[] {
    const noted = this.draft.uncounted[outcome];
    const { job } = this;
    return this.pods.filter(
      (pod) =>
        hasEnded(pod) &&
        isTracked(pod) &&
        !noted.includes(pod.metadata.uid!) &&
        !this.isUnderWay(pod) &&
        (!isIndexed(job) || validIndex(pod, job) !== undefined),
    );
  }

  private total(outcome: 'succeeded' | 'failed'): number {
    return (this.job.status?.[outcome] ?? 0) + this.draft.uncounted[outcome].length;
  }

  /** Its finalizer has been taken, though the cache still shows it. */
  private isUnderWay({ metadata }: Pod): boolean {
    return this.environment.finalizers.isExpected(this.key, metadata.uid!);
  }

  /** Deletes what still runs. Only when nothing is left, and the cache shows all, can the end be told. */
  private stop(end: JobCondition): JobCondition | undefined {
    const isAllDeleted = this.jobPods.deleteActive();
    return isAllDeleted && this.isCacheCurrent ? end : undefined;
  }

  private goOn(): JobCondition | undefined {
    const { job, jobPods } = this;
    const isManaged = this.isCacheCurrent && !job.metadata.deletionTimestamp;
    if (isManaged) jobPods.adjust();
    if (this.isComplete()) {
      const message = 'Reached expected number of succeeded pods';
      return jobCondition({ type: 'SuccessCriteriaMet', reason: 'CompletionsReached', message }, this.now);
    }
    if (isManaged) this.tellSuspension();
    return undefined;
  }

  /** Without a number of completions, one success is enough, when all others have ended. */
  private isComplete(): boolean {
    const { completions = 1 } = this.job.spec!;
    return this.succeeded >= completions && this.jobPods.active === 0;
  }

  private tellSuspension(): void {
    const { draft, job, now } = this;
    const { events } = this.environment;
    if (isSuspended(job)) {
      const texts = { type: 'Suspended', reason: 'JobSuspended', message: 'Job suspended' };
      if (!draft.setCondition(jobCondition(texts, now))) return;
      events.normal(job, 'Suspended', 'Job suspended');
      draft.status.startTime = undefined;
    } else {
      const texts = {
        type: 'Suspended',
        status: 'False',
        reason: 'JobResumed',
        message: 'Job resumed',
      } as const;
      if (!draft.setCondition(jobCondition(texts, now))) return;
      events.normal(job, 'Resumed', 'Job resumed');
      draft.status.startTime = timestamp(now);
    }
  }

  private countEnds(end: JobCondition | undefined): void {
    const { environment, key, draft, pods, indexes, failures } = this;
    const written = () => void environment.failures.set(key, failures);
    new EndedPods(environment, { key, draft, pods, indexes, end, written }).count();
  }
}
