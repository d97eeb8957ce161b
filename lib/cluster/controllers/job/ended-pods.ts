import type { JobCondition } from '../../../kube/generated/batch-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { Pods } from '../../../kube/generated/resources';
import { isStatus, StatusError } from '../../../kube/status';
import { timestamp } from '../../clock/clock';
import { validIndex } from './completion-index';
import { IndexIntervals } from './index-intervals';
import type { IndexProgress } from './index-progress';
import { jobCondition } from './job-conditions';
import type { JobDraft } from './job-draft';
import type { JobEnvironment } from './job-environment';
import { isIndexed, isPodFailed, isTracked, TRACKING_FINALIZER } from './job-facts';
import { judgeFailure } from './pod-failure-policy';

/** Pods that a status names at a time: UIDs take room. */
const MAX_UNCOUNTED = 500;

export interface EndsToCount {
  readonly key: string;
  readonly draft: JobDraft;
  readonly pods: readonly Pod[];
  readonly indexes: IndexProgress | undefined;
  /** Why the Job ends, if it does. */
  readonly end: JobCondition | undefined;
  /** Called when the status that names the pods has been written. */
  written(): void;
}

/**
 * Counts each pod that has ended exactly once: its UID goes into the status, then its finalizer goes, then the count is
 * raised. When nothing is left to count, the Job gets its last condition.
 */
export class EndedPods {
  private readonly tracked: Set<string>;

  constructor(
    private readonly environment: JobEnvironment,
    private readonly ends: EndsToCount,
  ) {
    this.tracked = new Set(this.countable().map(({ metadata }) => metadata.uid!));
  }

  count(): void {
    const { draft, end } = this.ends;
    const { client } = this.environment;
    draft.countReleased((uid) => this.tracked.has(uid));
    const { released, isFull } = this.note();
    const last = this.announce(end);
    if (draft.isChanged) {
      draft.flush(client);
      this.ends.written();
    }
    const failure = this.removeFinalizers(released);
    draft.countReleased((uid) => this.tracked.has(uid));
    const isFinished = last !== undefined && !failure && !isFull && this.finish(last);
    draft.flush(client);
    if (failure) throw failure;
    if (isFinished) this.tell(last);
  }

  private countable(): readonly Pod[] {
    const { key, pods } = this.ends;
    const { finalizers } = this.environment;
    return pods.filter((pod) => isTracked(pod) && !finalizers.isExpected(key, pod.metadata.uid!));
  }

  /** Puts the pods that have ended into the status. Returns those whose finalizer may go. */
  private note(): { readonly released: readonly Pod[]; readonly isFull: boolean } {
    const { draft, indexes } = this.ends;
    const known = draft.uncounted;
    const released: Pod[] = [];
    const succeeded: string[] = [];
    const failed: string[] = [];
    const reached: number[] = [];
    let isFull = false;
    for (const pod of this.inOrder()) {
      if (!this.mayRelease(pod)) continue;
      released.push(pod);
      const uid = pod.metadata.uid!;
      const outcome = known.failed.includes(uid) ? undefined : this.outcomeOf(pod);
      if (outcome === 'failed') failed.push(uid);
      else if (outcome === 'succeeded' && indexes) reached.push(validIndex(pod, draft.job) ?? -1);
      else if (outcome === 'succeeded' && !known.succeeded.includes(uid)) succeeded.push(uid);
      isFull =
        reached.length + known.succeeded.length + succeeded.length + known.failed.length + failed.length >=
        MAX_UNCOUNTED;
      if (isFull) break;
    }
    draft.addUncounted('succeeded', succeeded);
    draft.addUncounted('failed', failed);
    if (indexes) this.noteIndexes(indexes, reached);
    return { released, isFull };
  }

  /** Pods of indexed Jobs are counted from the first index on. */
  private inOrder(): readonly Pod[] {
    const { draft, indexes } = this.ends;
    const pods = this.countable();
    if (!indexes) return pods;
    const position = (pod: Pod) => validIndex(pod, draft.job) ?? -1;
    return [...pods].sort((a, b) => position(a) - position(b));
  }

  private noteIndexes({ succeeded, known, failed }: IndexProgress, reached: readonly number[]): void {
    const done = succeeded.union(
      IndexIntervals.of(reached.filter((index) => index >= 0 && !known.has(index))),
    );
    this.ends.draft.set({
      succeeded: done.size || undefined,
      completedIndexes: String(done) || undefined,
      failedIndexes: failed && String(failed),
    });
  }

  private mayRelease(pod: Pod): boolean {
    const { draft, end, indexes } = this.ends;
    const { job } = draft;
    if (job.metadata.deletionTimestamp || end || pod.status?.phase === 'Succeeded') return true;
    if (!isPodFailed(pod, job)) return false;
    const index = validIndex(pod, job);
    return index === undefined || indexes?.replaceable.get(index)?.metadata.uid !== pod.metadata.uid;
  }

  /** How a pod that is going to be released counts, if it does. With its Job, every pod that has not ended fails. */
  private outcomeOf(pod: Pod): 'succeeded' | 'failed' | undefined {
    const { draft, end } = this.ends;
    const { job } = draft;
    if (pod.status?.phase === 'Succeeded') return 'succeeded';
    const isLost = end !== undefined && end.type !== 'SuccessCriteriaMet';
    if (!isPodFailed(pod, job) && !isLost) return undefined;
    if (isIndexed(job) && validIndex(pod, job) === undefined) return undefined;
    return judgeFailure(job.spec!.podFailurePolicy, pod).counts ? 'failed' : undefined;
  }

  /** Tells why the Job is going to end while its pods go. Returns the condition that it ends with. */
  private announce(end: JobCondition | undefined): JobCondition | undefined {
    if (!end) return undefined;
    const { type, reason, message } = end;
    const final = { FailureTarget: 'Failed', SuccessCriteriaMet: 'Complete' }[type];
    if (!final) return end;
    this.ends.draft.setCondition(end);
    return jobCondition({ type: final, reason: reason!, message: message! }, this.environment.clock.now());
  }

  private removeFinalizers(pods: readonly Pod[]): StatusError | undefined {
    const { key } = this.ends;
    const { client, finalizers } = this.environment;
    finalizers.expectRemovals(
      key,
      pods.map(({ metadata }) => metadata.uid!),
    );
    let failure: StatusError | undefined;
    for (const pod of pods) {
      const uid = pod.metadata.uid!;
      try {
        removeTrackingFinalizer(client, pod);
        this.tracked.delete(uid);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        finalizers.removalObserved(key, uid);
        failure ??= error;
      }
    }
    return failure;
  }

  /** Unless pods are still being counted, or still stopping. */
  private finish(condition: JobCondition): boolean {
    const { draft } = this.ends;
    const { succeeded, failed } = draft.uncounted;
    if (succeeded.length + failed.length > 0 || (draft.status.terminating ?? 0) > 0) return false;
    draft.setCondition(condition);
    if (condition.type === 'Complete') draft.set({ completionTime: timestamp(this.environment.clock.now()) });
    return true;
  }

  private tell({ type, reason, message }: JobCondition): void {
    const { events } = this.environment;
    const { job } = this.ends.draft;
    if (type !== 'Complete') {
      events.warning(job, reason!, message!);
      return;
    }
    const { completions } = job.spec!;
    if (completions !== undefined && (job.status!.succeeded ?? 0) > completions)
      events.warning(
        job,
        'TooManySucceededPods',
        'Too many succeeded pods running after completion count reached',
      );
    events.normal(job, 'Completed', 'Job completed');
  }
}

/** A pod that is gone needs none. */
export function removeTrackingFinalizer(
  client: JobEnvironment['client'],
  { metadata: { namespace, name } }: Pod,
): void {
  const body = { metadata: { '$deleteFromPrimitiveList/finalizers': [TRACKING_FINALIZER] } };
  try {
    client.patch(Pods, namespace!, name!, 'strategic', body);
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
  }
}
