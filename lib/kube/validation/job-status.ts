import { duplicate, type FieldError, invalidValue, invalidWithoutValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { Job, JobStatus, UncountedTerminatedPods } from '../generated/batch-v1';
import { goStruct } from '../go-struct';
import { parseTime } from '../time';
import { validateCounts } from './counts';
import { firstCommonIndex, indexesProblem } from './job-indexes';

const STATUS = FieldPath.of('status');
const CONDITIONS = STATUS.child('conditions');

export function isConditionTrue({ conditions }: JobStatus, type: string): boolean {
  return !!conditions?.some((condition) => condition.type === type && condition.status === 'True');
}

function isConditionFalse({ conditions }: JobStatus, type: string): boolean {
  return !!conditions?.some((condition) => condition.type === type && condition.status === 'False');
}

/** What the rules ask about the conditions of a Job. */
interface Progress {
  readonly complete: boolean;
  readonly failed: boolean;
  readonly failureTarget: boolean;
  readonly successCriteriaMet: boolean;
}

function progressOf(status: JobStatus): Progress {
  return {
    complete: isConditionTrue(status, 'Complete'),
    failed: isConditionTrue(status, 'Failed'),
    failureTarget: isConditionTrue(status, 'FailureTarget'),
    successCriteriaMet: isConditionTrue(status, 'SuccessCriteriaMet'),
  };
}

const isFinished = ({ complete, failed }: Progress) => complete || failed;

/** One update of the status. A rule is only applied when something it speaks about has changed. */
interface StatusUpdate {
  readonly job: Job;
  readonly status: JobStatus;
  readonly old: JobStatus;
  readonly now: Progress;
  readonly before: Progress;
  changed(...fields: (keyof JobStatus)[]): boolean;
}

export function validateJobStatusUpdate(job: Job, oldJob: Job, errors: FieldError[]): void {
  const status = job.status ?? {};
  const old = oldJob.status ?? {};
  const update: StatusUpdate = {
    job,
    status,
    old,
    now: progressOf(status),
    before: progressOf(old),
    changed: (...fields) => fields.some((field) => !equal(status[field], old[field])),
  };
  validateCounts(status, ['active', 'succeeded', 'failed', 'ready', 'terminating'], STATUS, errors);
  if (status.uncountedTerminatedPods) validateUncounted(status.uncountedTerminatedPods, errors);
  validateTimes(update, errors);
  validateFinished(update, errors);
  validateIndexes(update, errors);
  validatePodCounts(update, errors);
  validateSuccessCriteria(update, errors);
  validateProgress(update, errors);
}

function validateUncounted(
  { succeeded = [], failed = [] }: UncountedTerminatedPods,
  errors: FieldError[],
): void {
  const seen = new Set<string>();
  for (const [field, uids] of Object.entries({ succeeded, failed }))
    uids.forEach((uid, index) => {
      const path = STATUS.child('uncountedTerminatedPods', field).index(index);
      if (uid === '') errors.push(invalidValue(path, uid, 'must not be empty'));
      else if (seen.has(uid)) errors.push(duplicate(path, uid));
      seen.add(uid);
    });
}

function refuseConditions(detail: string, errors: FieldError[]): void {
  errors.push(invalidWithoutValue(CONDITIONS, detail));
}

function validateTimes(update: StatusUpdate, errors: FieldError[]): void {
  const { status, now, before, changed } = update;
  const { startTime, completionTime } = status;
  const path = STATUS.child('completionTime');
  const completeChanged = now.complete !== before.complete;
  if ((completeChanged || now.failed !== before.failed) && now.complete && now.failed)
    refuseConditions('cannot set Complete=True and Failed=true conditions', errors);
  if ((completeChanged || now.failureTarget !== before.failureTarget) && now.complete && now.failureTarget)
    refuseConditions('cannot set Complete=True and FailureTarget=true conditions', errors);
  if (completeChanged || changed('completionTime')) {
    if (completionTime && !now.complete)
      errors.push(
        invalidValue(
          path,
          completionTime,
          'cannot set completionTime when there is no Complete=True condition',
        ),
      );
    if (!completionTime && now.complete)
      errors.push(required(path, 'completionTime is required for Complete jobs'));
  }
  if (!changed('startTime', 'completionTime') || !startTime || !completionTime) return;
  if (parseTime(completionTime) < parseTime(startTime))
    errors.push(invalidValue(path, completionTime, 'must be equal to or after `startTime`'));
}

function validateFinished(update: StatusUpdate, errors: FieldError[]): void {
  const { job, status, now, before, changed } = update;
  const { active = 0, startTime, uncountedTerminatedPods: uncounted } = status;
  const finished = isFinished(now);
  const finishedChanged = finished !== isFinished(before);
  if ((now.failed !== before.failed || changed('failedIndexes')) && now.failed && !now.failureTarget)
    refuseConditions('cannot set Failed=True condition without the FailureTarget=true condition', errors);
  const succeeded = now.complete !== before.complete || now.successCriteriaMet !== before.successCriteriaMet;
  if (succeeded && now.complete && !now.successCriteriaMet)
    refuseConditions(
      'cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
      errors,
    );
  if (!finished) return;
  if ((finishedChanged || changed('active')) && active > 0)
    errors.push(invalidValue(STATUS.child('active'), active, 'active>0 is invalid for finished job'));
  const neverRan = job.spec?.suspend === true && job.spec.completions === 0;
  if ((finishedChanged || changed('startTime')) && !neverRan && !startTime)
    errors.push(required(STATUS.child('startTime'), 'startTime is required for finished job'));
  if (!finishedChanged && !changed('uncountedTerminatedPods')) return;
  if (uncounted && (uncounted.failed?.length || uncounted.succeeded?.length))
    errors.push(
      invalidValue(
        STATUS.child('uncountedTerminatedPods'),
        goStruct('batch.UncountedTerminatedPods', uncounted),
        'must be empty for finished job',
      ),
    );
}

function validateIndexes({ job, status, changed }: StatusUpdate, errors: FieldError[]): void {
  const { completedIndexes = '', failedIndexes } = status;
  const { completions, backoffLimitPerIndex, completionMode } = job.spec ?? {};
  const completedPath = STATUS.child('completedIndexes');
  const failedPath = STATUS.child('failedIndexes');
  if (!changed('completedIndexes', 'failedIndexes')) return;
  const validateFormat = (field: 'completedIndexes' | 'failedIndexes', text: string) => {
    const problem = completions === undefined ? undefined : indexesProblem(text, completions);
    if (problem) errors.push(invalidValue(STATUS.child(field), text, `error parsing ${field}: ${problem}`));
  };
  if (changed('completedIndexes')) validateFormat('completedIndexes', completedIndexes);
  if (changed('failedIndexes') && backoffLimitPerIndex !== undefined && failedIndexes !== undefined)
    validateFormat('failedIndexes', failedIndexes);
  if (changed('completedIndexes') && completedIndexes !== '' && completionMode !== 'Indexed')
    errors.push(
      invalidValue(
        completedPath,
        completedIndexes,
        'cannot set non-empty completedIndexes when non-indexed completion mode',
      ),
    );
  if (failedIndexes === undefined) return;
  if (changed('failedIndexes') && backoffLimitPerIndex === undefined)
    errors.push(
      invalidValue(
        failedPath,
        failedIndexes,
        'cannot set non-null failedIndexes when backoffLimitPerIndex is null',
      ),
    );
  const common =
    completions === undefined ? undefined : firstCommonIndex(completedIndexes, failedIndexes, completions);
  if (common !== undefined)
    errors.push(
      invalidValue(
        failedPath,
        failedIndexes,
        `failedIndexes and completedIndexes overlap at index: ${common}`,
      ),
    );
}

function validatePodCounts({ status, now, before, changed }: StatusUpdate, errors: FieldError[]): void {
  const { active = 0, ready, terminating = 0 } = status;
  const finished = isFinished(now);
  if ((finished !== isFinished(before) || changed('terminating')) && terminating > 0 && finished)
    errors.push(
      invalidValue(STATUS.child('terminating'), terminating, 'terminating>0 is invalid for finished job'),
    );
  if (changed('ready', 'active') && ready !== undefined && ready > active)
    errors.push(invalidValue(STATUS.child('ready'), ready, 'cannot set more ready pods than active'));
}

function validateSuccessCriteria({ job, now }: StatusUpdate, errors: FieldError[]): void {
  if (now.successCriteriaMet && now.failed)
    refuseConditions('cannot set SuccessCriteriaMet=True and Failed=true conditions', errors);
  if (now.successCriteriaMet && now.failureTarget)
    refuseConditions('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions', errors);
  if (job.spec?.successPolicy && !now.successCriteriaMet && now.complete)
    refuseConditions(
      'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True',
      errors,
    );
}

/** A Job goes forward only. */
function validateProgress(update: StatusUpdate, errors: FieldError[]): void {
  const { job, status, old, now, before } = update;
  for (const type of ['Failed', 'Complete', 'FailureTarget'])
    if (isConditionTrue(old, type) && !isConditionTrue(status, type))
      refuseConditions(`cannot disable the terminal ${type}=True condition`, errors);
  validateCounters(update, errors);
  if (status.completionTime && old.completionTime && status.completionTime !== old.completionTime)
    errors.push(invalidValue(STATUS.child('completionTime'), status.completionTime, 'field is immutable'));
  const isResuming = isConditionTrue(old, 'Suspended') && isConditionFalse(status, 'Suspended');
  if (old.startTime && old.startTime !== status.startTime && !isResuming && !job.spec?.suspend)
    errors.push(
      invalidValue(
        STATUS.child('startTime'),
        status.startTime,
        'field is immutable for unsuspended job once set',
      ),
    );
  if (before.successCriteriaMet && !now.successCriteriaMet)
    refuseConditions('cannot disable the SuccessCriteriaMet=True condition', errors);
  if (before.complete && !before.successCriteriaMet && now.successCriteriaMet)
    refuseConditions(
      'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions',
      errors,
    );
}

function validateCounters({ job, status, old }: StatusUpdate, errors: FieldError[]): void {
  const { completionMode, completions, parallelism } = job.spec ?? {};
  const refuse = (field: 'failed' | 'succeeded') => {
    if ((status[field] ?? 0) < (old[field] ?? 0))
      errors.push(
        invalidValue(STATUS.child(field), status[field] ?? 0, `cannot decrease the ${field} counter`),
      );
  };
  refuse('failed');
  // An elastic Job, whose completions follow its parallelism, may forget successes when it is made smaller.
  if (completionMode !== 'Indexed' || completions !== parallelism) refuse('succeeded');
}
