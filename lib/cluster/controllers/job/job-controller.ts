import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { Job } from '../../../kube/generated/batch-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { Jobs, Pods } from '../../../kube/generated/resources';
import { controllerOf, controllerReference, keyOf } from '../../../kube/object';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { addControllerIndex, CONTROLLER_INDEX, claim } from '../../component/claims';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import { Expectations } from '../../component/expectations';
import { PodControl } from '../../component/pod-control';
import { syncCost } from '../../component/sync-cost';
import { removeTrackingFinalizer } from './ended-pods';
import type { FailureRecord } from './failure-backoff';
import { FinalizerExpectations } from './finalizer-expectations';
import type { JobEnvironment } from './job-environment';
import { isJobFinished, isManagedElsewhere, isTracked, JOB_KIND, TRACKING_FINALIZER } from './job-facts';
import { BATCH_PERIOD } from './job-pods';
import { JobSync } from './job-sync';

const NAME = 'job-controller';
const QUEUE = { firstRetry: 1_000, longestRetry: 60_000 };

/** Runs pods until enough of them have succeeded. */
export class JobController implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  /** Takes the finalizer from pods that no Job will count any more. */
  private readonly orphans: ControllerLoop;
  private readonly environment: JobEnvironment;
  private readonly expectations: Expectations;
  private readonly finalizers = new FinalizerExpectations();
  private readonly failures = new Map<string, FailureRecord>();
  /** UIDs of Jobs that are finished, though the cache may not show it yet. */
  private readonly finished = new Set<string>();
  private readonly jobs: Informer<Job>;
  private readonly pods: Informer<Pod>;

  constructor(context: ComponentContext) {
    const { clock, informers } = context;
    this.client = context.client(NAME);
    this.loop = new ControllerLoop({
      clock,
      client: this.client,
      sync: (key) => this.sync(key),
      queue: QUEUE,
    });
    this.orphans = new ControllerLoop({
      clock,
      client: this.client,
      sync: (key) => this.releaseOrphan(key),
      queue: QUEUE,
    });
    this.expectations = new Expectations(clock);
    const events = context.recorder(this.client, { component: NAME });
    this.environment = {
      clock,
      client: this.client,
      events,
      podControl: new PodControl(this.client, events),
      expectations: this.expectations,
      finalizers: this.finalizers,
      failures: this.failures,
      syncAfter: (key, delay) => this.loop.enqueueAfter(key, delay),
    };
    this.jobs = informers.of(Jobs);
    this.pods = informers.of(Pods);
    addControllerIndex(this.pods);
    this.jobs.on({
      added: (job, revision) => this.loop.enqueue(keyOf(job), revision),
      updated: (job, old, revision) => this.jobUpdated(job, old, revision),
      deleted: (job, revision) => this.jobDeleted(job, revision),
    });
    this.pods.on({
      added: (pod, revision) => this.podAdded(pod, revision),
      updated: (pod, old, revision) => this.podUpdated(pod, old, revision),
      deleted: (pod, revision) => this.podDeleted(pod, true, revision),
    });
  }

  stop(): void {
    this.loop.stop();
    this.orphans.stop();
  }

  private jobUpdated(job: Job, old: Job, revision: number): void {
    const key = keyOf(job);
    if (isJobFinished(job)) {
      this.releasePodsOf(job, revision);
      return;
    }
    if (job.metadata.generation === old.metadata.generation) this.enqueueBatched(key, revision);
    else this.loop.enqueue(key, revision);
  }

  private jobDeleted(job: Job, revision: number): void {
    const key = keyOf(job);
    this.loop.enqueue(key, revision);
    this.finished.delete(job.metadata.uid!);
    this.failures.delete(key);
    this.releasePodsOf(job, revision);
  }

  private releasePodsOf({ metadata }: Job, revision: number): void {
    for (const pod of this.pods.byIndex(CONTROLLER_INDEX, metadata.uid!))
      if (isTracked(pod)) this.orphans.enqueue(keyOf(pod), revision);
  }

  private podAdded(pod: Pod, revision: number): void {
    if (pod.metadata.deletionTimestamp) {
      this.podDeleted(pod, false, revision);
      return;
    }
    const job = this.jobOf(pod);
    if (job) {
      this.expectations.creationObserved(keyOf(job));
      this.enqueueBatched(keyOf(job), revision);
    } else if (!controllerOf(pod)) {
      this.orphanSeen(pod, revision);
    }
  }

  private podUpdated(pod: Pod, old: Pod, revision: number): void {
    if (pod.metadata.deletionTimestamp) {
      this.podDeleted(pod, false, revision);
      return;
    }
    const job = this.jobOf(pod);
    const oldJob = this.jobOf(old);
    if (job) this.podOfJobUpdated(job, pod, revision);
    if (oldJob && oldJob !== job) this.podOfJobUpdated(oldJob, pod, revision);
    if (controllerOf(pod)) return;
    if (isTracked(pod)) this.orphans.enqueue(keyOf(pod), revision);
    if (controllerOf(old) || !equal(pod.metadata.labels, old.metadata.labels))
      this.enqueueMatching(pod, revision);
  }

  private podOfJobUpdated(job: Job, pod: Pod, revision: number): void {
    if (!isTracked(pod)) this.finalizers.removalObserved(keyOf(job), pod.metadata.uid!);
    this.enqueueBatched(keyOf(job), revision);
  }

  /** @param isGone the pod is not in the API any more */
  private podDeleted(pod: Pod, isGone: boolean, revision: number): void {
    const job = this.jobOf(pod);
    if (!job || isJobFinished(job)) {
      if (isTracked(pod) && !isGone && this.isOwn(pod)) this.orphans.enqueue(keyOf(pod), revision);
      return;
    }
    const key = keyOf(job);
    this.expectations.deletionObserved(key, keyOf(pod));
    if (isGone || !isTracked(pod)) this.finalizers.removalObserved(key, pod.metadata.uid!);
    this.enqueueBatched(key, revision);
  }

  /** A Job may have owned it that is gone. */
  private isOwn(pod: Pod): boolean {
    const owner = controllerOf(pod);
    return !owner || (owner.kind === JOB_KIND.kind && owner.apiVersion === JOB_KIND.apiVersion);
  }

  private orphanSeen(pod: Pod, revision: number): void {
    if (isTracked(pod)) this.orphans.enqueue(keyOf(pod), revision);
    this.enqueueMatching(pod, revision);
  }

  private enqueueMatching({ metadata }: Pod, revision: number): void {
    if (!metadata.labels) return;
    for (const job of this.jobs.list(metadata.namespace))
      if (LabelSelector.of(job.spec!.selector).matches(metadata.labels))
        this.enqueueBatched(keyOf(job), revision);
  }

  private enqueueBatched(key: string, cause: number): void {
    this.loop.enqueueAfter(key, BATCH_PERIOD, { cause });
  }

  private jobOf(pod: Pod): Job | undefined {
    const reference = controllerOf(pod);
    if (reference?.kind !== JOB_KIND.kind) return undefined;
    const job = this.jobs.get(pod.metadata.namespace!, reference.name);
    return job?.metadata.uid === reference.uid ? job : undefined;
  }

  private sync(key: string): number {
    const job = this.jobs.byKey(key);
    if (!job) {
      this.expectations.forget(key);
      this.finalizers.forget(key);
      this.failures.delete(key);
      return 1;
    }
    if (isManagedElsewhere(job)) return 1;
    const { uid } = job.metadata;
    if (isJobFinished(job)) {
      this.failures.delete(key);
      this.finished.delete(uid!);
      return 1;
    }
    if (this.finished.has(uid!)) return 1;
    const isCacheCurrent = this.expectations.satisfied(key);
    const pods = this.claim(job);
    if (new JobSync(this.environment, key, job, pods, isCacheCurrent).run()) this.finished.add(uid!);
    return syncCost(pods.length);
  }

  private claim(job: Job): readonly Pod[] {
    return claim({
      client: this.client,
      owner: job,
      ownerType: Jobs,
      reference: controllerReference(job, JOB_KIND),
      selector: LabelSelector.of(job.spec!.selector),
      children: this.pods,
      childType: Pods,
      finalizers: [TRACKING_FINALIZER],
    });
  }

  private releaseOrphan(key: string): void {
    const pod = this.pods.byKey(key);
    if (!pod || !isTracked(pod) || !this.isOwn(pod)) return;
    const job = this.jobOf(pod);
    if (job && (isManagedElsewhere(job) || !isJobFinished(job))) return;
    removeTrackingFinalizer(this.client, pod);
  }
}
