import type { Job } from '../../../kube/generated/batch-v1';
import type { Pod, PodTemplateSpec } from '../../../kube/generated/core-v1';
import { controllerReference, keyOf } from '../../../kube/object';
import { isPodReady } from '../../../kube/pod-status';
import { isStatus, StatusError } from '../../../kube/status';
import { isNamespaceTerminating } from '../../component/pod-control';
import { slowStart } from '../../component/slow-start';
import { failuresAfter, generateNameForIndex, templateForIndex, withIndexVariable } from './completion-index';
import { removeTrackingFinalizer } from './ended-pods';
import { type FailureRecord, remainingDelay, remainingDelayOfIndex } from './failure-backoff';
import { type IndexProgress, pendingIndexes } from './index-progress';
import type { JobEnvironment } from './job-environment';
import {
  countsFailuresPerIndex,
  isSuspended,
  JOB_KIND,
  replacesOnlyFailed,
  TRACKING_FINALIZER,
} from './job-facts';
import { judgeFailure } from './pod-failure-policy';
import { podsToRemove } from './pods-to-remove';

/** The most pods that one sync creates or deletes. */
const BURST = 500;
/** Changes of pods are looked at together: milliseconds. */
export const BATCH_PERIOD = 1_000;

export interface JobPodsState {
  readonly key: string;
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly active: readonly Pod[];
  readonly terminating: number;
  readonly ready: number;
  readonly succeeded: number;
  readonly indexes: IndexProgress | undefined;
  readonly failures: FailureRecord;
}

/** Creates and deletes the pods of a Job, and keeps their numbers. */
export class JobPods {
  active: number;
  ready: number;
  terminating: number;
  /** Why not everything could be done. */
  failure: StatusError | undefined;

  constructor(
    private readonly environment: JobEnvironment,
    private readonly state: JobPodsState,
  ) {
    this.active = state.active.length;
    this.ready = state.ready;
    this.terminating = state.terminating;
  }

  /** Deletes all active pods, whose ends are going to be counted. Returns whether it could. */
  deleteActive(): boolean {
    const { active, job } = this.state;
    this.remove(active, (pod) => this.environment.podControl.delete(pod, job));
    return this.active === 0;
  }

  /** Creates missing pods, or deletes those that are too many. */
  adjust(): void {
    const { job, active } = this.state;
    const wanted = isSuspended(job) ? 0 : this.wanted();
    const surplus = podsToRemove(job, active, Math.max(0, active.length - wanted)).slice(0, BURST);
    if (surplus.length > 0) {
      this.discard(surplus);
      return;
    }
    const stopping = replacesOnlyFailed(job) ? this.terminating : 0;
    const missing = wanted - stopping - this.active;
    if (missing > 0) this.create(Math.min(missing, BURST));
  }

  private wanted(): number {
    const { job, active, succeeded } = this.state;
    const { completions, parallelism = 1 } = job.spec!;
    if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
    return Math.max(0, Math.min(completions - succeeded, parallelism));
  }

  /** Deletes pods that nobody will count. */
  private discard(pods: readonly Pod[]): void {
    const { key, job } = this.state;
    const { client, podControl, expectations } = this.environment;
    expectations.expectDeletions(key, pods.map(keyOf));
    this.remove(pods, (pod) => {
      try {
        removeTrackingFinalizer(client, pod);
        podControl.delete(pod, job);
      } catch (error) {
        expectations.deletionObserved(key, keyOf(pod));
        throw error;
      }
    });
  }

  private remove(pods: readonly Pod[], act: (pod: Pod) => void): void {
    for (const pod of pods) {
      try {
        act(pod);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        if (!isStatus(error, 'NotFound')) {
          this.failure ??= error;
          continue;
        }
      }
      this.active--;
      this.terminating++;
      if (isPodReady(pod)) this.ready--;
    }
  }

  private create(missing: number): void {
    const { job, failures } = this.state;
    if (!countsFailuresPerIndex(job)) {
      const delay = remainingDelay(failures, this.environment.clock.now());
      if (delay > 0) this.wait(delay);
      else this.createNow(missing, this.pendingIndexes(missing));
      return;
    }
    const pending = this.pendingIndexes(missing)!.map((index) => ({ index, delay: this.delayOf(index) }));
    const due = pending.filter(({ delay }) => delay === 0).map(({ index }) => index);
    if (due.length > 0 || pending.length === 0) this.createNow(due.length, due);
    else this.wait(Math.min(...pending.map(({ delay }) => delay)));
  }

  private wait(delay: number): void {
    this.environment.syncAfter(this.state.key, Math.max(delay, BATCH_PERIOD));
  }

  private pendingIndexes(missing: number): readonly number[] | undefined {
    const { job, pods, indexes } = this.state;
    return indexes && pendingIndexes(job, pods, indexes, missing);
  }

  private delayOf(index: number): number {
    return remainingDelayOfIndex(this.state.indexes!.replaceable.get(index), this.environment.clock.now());
  }

  /** @param indexes of indexed Jobs, one for each pod */
  private createNow(missing: number, indexes: readonly number[] | undefined): void {
    const count = indexes?.length ?? missing;
    const { key, job } = this.state;
    const { expectations } = this.environment;
    const template = templateOf(job, indexes !== undefined);
    const reference = controllerReference(job, JOB_KIND);
    expectations.expectCreations(key, count);
    const { successes, failure } = slowStart(count, (call) => {
      const index = indexes?.[call];
      const own = index === undefined ? template : this.indexedTemplate(template, index);
      const naming =
        index === undefined ? undefined : { generateName: generateNameForIndex(job.metadata.name!, index) };
      this.environment.podControl.create(own, job, reference, naming);
    });
    for (let skipped = successes; skipped < count; skipped++) expectations.creationObserved(key);
    this.active += successes;
    if (failure && !isNamespaceTerminating(failure)) this.failure ??= failure;
  }

  private indexedTemplate(template: PodTemplateSpec, index: number): PodTemplateSpec {
    const { job, indexes } = this.state;
    const replaced = indexes!.replaceable.get(index);
    const counts = replaced !== undefined && judgeFailure(job.spec!.podFailurePolicy, replaced).counts;
    const failures = countsFailuresPerIndex(job) ? failuresAfter(replaced, counts) : undefined;
    return templateForIndex(template, job.metadata.name!, index, failures);
  }
}

/** The template of a Job's pods, which are kept until they have been counted. */
function templateOf({ spec }: Job, hasIndexes: boolean): PodTemplateSpec {
  const template = hasIndexes ? withIndexVariable(spec!.template) : spec!.template;
  const { finalizers = [] } = template.metadata ?? {};
  if (finalizers.includes(TRACKING_FINALIZER)) return template;
  return {
    ...template,
    metadata: { ...template.metadata, finalizers: [...finalizers, TRACKING_FINALIZER] },
  };
}
