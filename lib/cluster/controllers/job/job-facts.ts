import type { Job, JobCondition } from '../../../kube/generated/batch-v1';
import type { Pod } from '../../../kube/generated/core-v1';

/** Keeps a pod in the API until its end has been counted. */
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';
const OWN_CONTROLLER = 'kubernetes.io/job-controller';

export const JOB_KIND = { apiVersion: 'batch/v1', kind: 'Job' };

/** Every completion has a number. */
export function isIndexed({ spec }: Job): boolean {
  return spec!.completionMode === 'Indexed';
}

export function isSuspended({ spec }: Job): boolean {
  return spec!.suspend ?? false;
}

/** Failures are counted for each index alone. */
export function countsFailuresPerIndex({ spec }: Job): boolean {
  return spec!.backoffLimitPerIndex !== undefined;
}

/** A pod that is being deleted is replaced when it has ended, not before. */
export function replacesOnlyFailed({ spec }: Job): boolean {
  return spec!.podReplacementPolicy === 'Failed' || spec!.podFailurePolicy !== undefined;
}

/** Somebody else's controller looks after it. */
export function isManagedElsewhere({ spec }: Job): boolean {
  return spec?.managedBy !== undefined && spec.managedBy !== OWN_CONTROLLER;
}

/** Complete or failed: nothing will happen any more. */
export function isJobFinished(job: Job): boolean {
  return ['Complete', 'Failed'].some((type) => trueCondition(job.status?.conditions, type));
}

export function trueCondition(
  conditions: readonly JobCondition[] | undefined,
  type: string,
): JobCondition | undefined {
  return conditions?.find((condition) => condition.type === type && condition.status === 'True');
}

/** Its end has not been counted yet. */
export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(TRACKING_FINALIZER) ?? false;
}

/** A pod that is being deleted counts as failed, unless the Job waits for its end. */
export function isPodFailed({ metadata, status }: Pod, job: Job): boolean {
  if (status?.phase === 'Failed') return true;
  if (replacesOnlyFailed(job)) return false;
  return metadata.deletionTimestamp !== undefined && status?.phase !== 'Succeeded';
}
