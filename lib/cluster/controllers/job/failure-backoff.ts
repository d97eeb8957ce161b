import type { ContainerStatus, Pod } from '../../../kube/generated/core-v1';
import { podCondition } from '../../../kube/pod-status';
import { allIndexFailures } from './completion-index';

/** Milliseconds before the first failed pod is replaced; doubled with each further failure. */
const FIRST_DELAY = 10_000;
const LONGEST_DELAY = 600_000;

/** How a Job's pods have failed since one of them succeeded. */
export interface FailureRecord {
  readonly failures: number;
  /** Milliseconds since the Unix epoch. */
  readonly lastFailure?: number;
}

export const NO_FAILURES: FailureRecord = { failures: 0 };

/** The record after these pods have ended, too. Pure. */
export function recordEnds(
  record: FailureRecord,
  succeeded: readonly Pod[],
  failed: readonly Pod[],
): FailureRecord {
  if (succeeded.length === 0) {
    if (failed.length === 0) return record;
    return { failures: record.failures + failed.length, lastFailure: Math.max(...failed.map(finishTime)) };
  }
  const success = Math.max(...succeeded.map(finishTime));
  const later = failed.map(finishTime).filter((time) => time > success);
  return later.length > 0 ? { failures: later.length, lastFailure: Math.max(...later) } : NO_FAILURES;
}

/** Milliseconds until another pod may be created. */
export function remainingDelay({ failures, lastFailure = 0 }: FailureRecord, now: number): number {
  if (failures === 0) return 0;
  const delay = Math.min(FIRST_DELAY * 2 ** (failures - 1), LONGEST_DELAY);
  return Math.max(0, delay - (now - lastFailure));
}

/** The same for the replacement of an index's last failed pod. */
export function remainingDelayOfIndex(lastFailed: Pod | undefined, now: number): number {
  if (!lastFailed) return 0;
  const failures = allIndexFailures(lastFailed) + 1;
  return remainingDelay({ failures, lastFailure: finishTime(lastFailed) }, now);
}

/**
 * When a pod ended, in milliseconds since the Unix epoch: with its last container; failing that, when it stopped being
 * ready, or when its deletion began, or when it was created.
 */
export function finishTime(pod: Pod): number {
  return endOfContainers(pod) ?? endOfReadiness(pod) ?? beginOfDeletion(pod) ?? creation(pod);
}

/** Undefined while one of them runs. Sidecars end last, and are told among the init containers. */
function endOfContainers({ spec, status }: Pod): number | undefined {
  const sidecars = spec!.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always') ?? [];
  const statuses: readonly ContainerStatus[] = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.some((one) => one.name === name)),
  ];
  const ends = statuses.map(({ state }) => state?.terminated?.finishedAt);
  if (ends.length === 0 || ends.some((end) => end === undefined)) return undefined;
  return Math.max(...ends.map((end) => Date.parse(end!)));
}

function endOfReadiness({ status }: Pod): number | undefined {
  const ready = podCondition(status, 'Ready');
  return ready?.status === 'False' && ready.lastTransitionTime
    ? Date.parse(ready.lastTransitionTime)
    : undefined;
}

function beginOfDeletion({ metadata }: Pod): number | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = metadata;
  return deletionTimestamp ? Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000 : undefined;
}

function creation({ metadata }: Pod): number {
  return Date.parse(metadata.creationTimestamp!);
}
