import type { Job, JobCondition } from '../../../kube/generated/batch-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import type { IndexIntervals } from './index-intervals';
import { jobCondition } from './job-conditions';
import { isIndexed, isPodFailed, isSuspended, trueCondition } from './job-facts';
import { judgeFailure } from './pod-failure-policy';
import { fulfilledRule } from './success-policy';

/** What is known of a Job, with all pods that have ended until now. */
export interface JobObservation {
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly failed: number;
  /** When its pods were first allowed to run, in milliseconds since the Unix epoch. */
  readonly startedAt: number | undefined;
  /** Of indexed Jobs. */
  readonly succeededIndexes?: IndexIntervals;
  /** Of Jobs that count the failures of each index. */
  readonly failedIndexes?: IndexIntervals;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Why the Job is at its end, before all its pods have run: a condition of type `FailureTarget`, `SuccessCriteriaMet`, or
 * `Failed` when the former has been told already. Undefined if it goes on. Pure.
 */
export function verdict(observation: JobObservation): JobCondition | undefined {
  const { job, now } = observation;
  const conditions = job.status?.conditions;
  const success = trueCondition(conditions, 'SuccessCriteriaMet');
  if (success) return success;
  const target = trueCondition(conditions, 'FailureTarget');
  if (target) return jobCondition({ type: 'Failed', reason: target.reason!, message: target.message! }, now);
  const failure = failureOf(observation);
  if (failure) return jobCondition({ type: 'FailureTarget', ...failure }, now);
  const { succeededIndexes } = observation;
  const { successPolicy, completions } = job.spec!;
  const message = succeededIndexes && fulfilledRule(successPolicy, completions!, succeededIndexes);
  return message === undefined
    ? undefined
    : jobCondition({ type: 'SuccessCriteriaMet', reason: 'SuccessPolicy', message }, now);
}

/** Milliseconds until the Job has been active for too long; undefined if that does not count. */
export function untilDeadline({ job, startedAt, now }: JobObservation): number | undefined {
  const { activeDeadlineSeconds } = job.spec!;
  if (activeDeadlineSeconds === undefined || startedAt === undefined || isSuspended(job)) return undefined;
  return startedAt + activeDeadlineSeconds * 1000 - now;
}

interface Failure {
  readonly reason: string;
  readonly message: string;
}

function failureOf(observation: JobObservation): Failure | undefined {
  const { job, pods, failed } = observation;
  const message = policyFailure(job, pods);
  if (message !== undefined) return { reason: 'PodFailurePolicy', message };
  if (failed > job.spec!.backoffLimit! || hasRestartedTooOften(job, pods))
    return { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  if ((untilDeadline(observation) ?? 1) <= 0)
    return { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
  return isIndexed(job) ? indexFailure(observation) : undefined;
}

function policyFailure(job: Job, pods: readonly Pod[]): string | undefined {
  const { podFailurePolicy } = job.spec!;
  if (!podFailurePolicy) return undefined;
  for (const pod of pods) {
    if (!isPodFailed(pod, job)) continue;
    const { jobFailure } = judgeFailure(podFailurePolicy, pod);
    if (jobFailure !== undefined) return jobFailure;
  }
  return undefined;
}

/** Where containers are restarted in their pods, their restarts count. */
function hasRestartedTooOften({ spec }: Job, pods: readonly Pod[]): boolean {
  const { backoffLimit, template } = spec!;
  if (template.spec!.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
    for (const { restartCount } of status.initContainerStatuses ?? []) restarts += restartCount;
    for (const { restartCount } of status.containerStatuses ?? []) restarts += restartCount;
  }
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit!;
}

function indexFailure({ job, succeededIndexes, failedIndexes }: JobObservation): Failure | undefined {
  if (!failedIndexes) return undefined;
  const { maxFailedIndexes, completions } = job.spec!;
  if (maxFailedIndexes !== undefined && failedIndexes.size > maxFailedIndexes)
    return {
      reason: 'MaxFailedIndexesExceeded',
      message: 'Job has exceeded the specified maximal number of failed indexes',
    };
  if (failedIndexes.size > 0 && failedIndexes.size + succeededIndexes!.size >= completions!)
    return { reason: 'FailedIndexes', message: 'Job has failed indexes' };
  return undefined;
}
