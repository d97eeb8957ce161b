import type { Job } from '../../../kube/generated/batch-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { isPodActive, isPodTerminating } from '../../../kube/pod-status';
import { allIndexFailures, indexFailures, validIndex } from './completion-index';
import { finishTime } from './failure-backoff';
import { IndexIntervals } from './index-intervals';
import { countsFailuresPerIndex, isPodFailed, isTracked, replacesOnlyFailed } from './job-facts';
import { judgeFailure } from './pod-failure-policy';

/** How far the indexes of an indexed Job have come. */
export interface IndexProgress {
  /** As the status tells. */
  readonly known: IndexIntervals;
  /** With those that have succeeded since. */
  readonly succeeded: IndexIntervals;
  /** Only for Jobs that count the failures of each index. */
  readonly failed?: IndexIntervals;
  /**
   * The last failed pods of indexes that are going to be tried again, by index. They stay until their replacement knows
   * how many failures there were.
   */
  readonly replaceable: ReadonlyMap<number, Pod>;
}

/** @param isUnderWay whether the finalizer of a pod has been taken, though the cache still shows it */
export function indexProgress(
  job: Job,
  pods: readonly Pod[],
  isUnderWay: (pod: Pod) => boolean,
): IndexProgress {
  const { completions } = job.spec!;
  const known = IndexIntervals.parse(job.status?.completedIndexes, completions!);
  const tracked = pods.filter(isTracked);
  const succeeded = known.union(
    indexesOf(
      job,
      tracked.filter(({ status }) => status?.phase === 'Succeeded'),
    ),
  );
  if (!countsFailuresPerIndex(job)) return { known, succeeded, replaceable: new Map() };
  const failed = IndexIntervals.parse(job.status?.failedIndexes, completions!).union(
    indexesOf(
      job,
      tracked.filter((pod) => hasUsedUpIndex(job, pod)),
    ),
  );
  const settled = succeeded.union(failed).union(indexesOf(job, pods.filter(isPodActive)));
  const candidates = tracked.filter((pod) => !isUnderWay(pod) && isPodFailed(pod, job));
  return { known, succeeded, failed, replaceable: lastFailures(job, candidates, settled) };
}

/** Indexes that a pod can be made for, the first `count`. Pure. */
export function pendingIndexes(
  job: Job,
  pods: readonly Pod[],
  { succeeded, failed = IndexIntervals.NONE }: IndexProgress,
  count: number,
): readonly number[] {
  const waits = replacesOnlyFailed(job);
  const busy = pods.filter((pod) => isPodActive(pod) || (waits && isPodTerminating(pod)));
  return succeeded.union(failed).union(indexesOf(job, busy)).missing(count, job.spec!.completions!);
}

function indexesOf(job: Job, pods: readonly Pod[]): IndexIntervals {
  return IndexIntervals.of(pods.flatMap((pod) => validIndex(pod, job) ?? []));
}

function hasUsedUpIndex(job: Job, pod: Pod): boolean {
  if (!isPodFailed(pod, job)) return false;
  const { podFailurePolicy, backoffLimitPerIndex } = job.spec!;
  const { counts, action } = judgeFailure(podFailurePolicy, pod);
  return action === 'FailIndex' || (counts && indexFailures(pod) >= backoffLimitPerIndex!);
}

function lastFailures(job: Job, failed: readonly Pod[], settled: IndexIntervals): ReadonlyMap<number, Pod> {
  const last = new Map<number, Pod>();
  for (const pod of failed) {
    const index = validIndex(pod, job);
    if (index === undefined || settled.has(index)) continue;
    const other = last.get(index);
    const isLater =
      !other || (allIndexFailures(other) <= allIndexFailures(pod) && finishTime(pod) >= finishTime(other));
    if (isLater) last.set(index, pod);
  }
  return last;
}
