import { type FieldError, invalidValue, notSupported, required, tooLong } from '../field-error';
import { FieldPath } from '../field-path';
import type { Job, JobSpec } from '../generated/batch-v1';
import { sortedMap } from '../go-format';
import { isDns1123Label } from '../names';
import { LabelSelector } from '../selectors/label-selector';
import { validateCounts } from './counts';
import { validateJobPolicies } from './job-policies';
import { validateLabelSelector } from './label-selector';
import { validatePodTemplate } from './pod/template';
import { validateDomainPrefixedPath } from './references';
import {
  compileSelector,
  printedSelector,
  SELECTOR,
  SPEC,
  TEMPLATE,
  validateTemplateLabels,
} from './workload';

export const LEGACY_JOB_NAME = 'job-name';
export const JOB_NAME = 'batch.kubernetes.io/job-name';
export const LEGACY_CONTROLLER_UID = 'controller-uid';
export const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';

const MAX_PARALLELISM = 100_000;
const MAX_FAILED_INDEXES = 100_000;
/** Above so many completions, parallelism and failed indexes are limited more strictly. */
const MANY_COMPLETIONS = 100_000;
const MAX_FOR_MANY = 10_000;
const MANAGED_BY_LIMIT = 63;

/** A Job but for its metadata. */
export function validateJob(job: Job, errors: FieldError[]): void {
  const spec = job.spec ?? NO_SPEC;
  validateGeneratedSelector(job, errors);
  validateJobSpec(spec, errors);
  const { completions = 0 } = spec;
  if (spec.completionMode !== 'Indexed' || completions <= 0) return;
  const longest = `${job.metadata.name}-${completions - 1}`;
  if (isDns1123Label(longest).length > 0)
    errors.push(
      invalidValue(
        FieldPath.of('metadata').child('name'),
        job.metadata.name ?? '',
        `will not able to create pod with invalid DNS label: ${longest}`,
      ),
    );
}

export const NO_SPEC = { template: {} } as JobSpec;

function validateGeneratedSelector({ metadata, spec }: Job, errors: FieldError[]): void {
  if (!spec?.selector || spec.manualSelector) return;
  const { uid = '', name = '' } = metadata;
  if (!uid) errors.push(required(FieldPath.of('metadata').child('uid')));
  const labels = {
    [LEGACY_CONTROLLER_UID]: uid,
    [LEGACY_JOB_NAME]: name,
    [CONTROLLER_UID]: uid,
    [JOB_NAME]: name,
  };
  for (const [key, value] of Object.entries(labels)) requireLabel(spec, key, value, errors);
  if (compileSelector(spec.selector)?.matches(labels) === false)
    errors.push(invalidValue(SELECTOR, printedSelector(spec.selector), '`selector` not auto-generated'));
}

function requireLabel({ template }: JobSpec, key: string, value: string, errors: FieldError[]): void {
  const labels = template.metadata?.labels;
  const path = TEMPLATE.child('metadata', 'labels').key(key);
  if (labels?.[key] === undefined) errors.push(required(path, `must be '${value}'`));
  else if (labels[key] !== value) errors.push(invalidValue(path, sortedMap(labels), `must be '${value}'`));
}

/** The spec of a Job, with its selector. */
export function validateJobSpec(spec: JobSpec, errors: FieldError[]): void {
  validateJobSpecFields(spec, SPEC, errors);
  if (!spec.selector) errors.push(required(SELECTOR));
  validateLabelSelector(spec.selector, SELECTOR, errors);
  const compiled = spec.selector ? compileSelector(spec.selector) : LabelSelector.nothing;
  if (compiled) validateTemplateLabels(compiled, spec.template, errors);
}

/** The spec of a Job or of a CronJob's template, but for the selector. */
export function validateJobSpecFields(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  validateCounts(
    spec,
    [
      'parallelism',
      'completions',
      'activeDeadlineSeconds',
      'backoffLimit',
      'ttlSecondsAfterFinished',
      'backoffLimitPerIndex',
      'maxFailedIndexes',
    ],
    path,
    errors,
  );
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    errors.push(required(path.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified'));
  if (spec.managedBy !== undefined) validateManagedBy(spec.managedBy, path.child('managedBy'), errors);
  validateCompletionMode(spec, path, errors);
  validateJobPolicies(spec, path, errors);
  validatePodTemplate(spec.template ?? {}, path.child('template'), errors);
  validateRestartPolicy(spec, path.child('template', 'spec', 'restartPolicy'), errors);
}

function validateManagedBy(managedBy: string, path: FieldPath, errors: FieldError[]): void {
  validateDomainPrefixedPath(managedBy, path, errors);
  if (Buffer.byteLength(managedBy) > MANAGED_BY_LIMIT) errors.push(tooLong(path, MANAGED_BY_LIMIT));
}

function validateCompletionMode(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  const { completionMode: mode } = spec;
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed')
    errors.push(notSupported(path.child('completionMode'), mode, ['NonIndexed', 'Indexed']));
  if (mode === 'Indexed') validateIndexed(spec, path, errors);
  if (mode !== undefined && mode !== 'NonIndexed') return;
  for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const)
    if (spec[field] !== undefined)
      errors.push(invalidValue(path.child(field), spec[field], 'requires indexed completion mode'));
}

function validateIndexed(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  const { completions, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex } = spec;
  const limit = (field: 'parallelism' | 'maxFailedIndexes', most: number, when: string) => {
    const value = spec[field] ?? 0;
    if (value > most)
      errors.push(invalidValue(path.child(field), value, `must be less than or equal to ${most}${when}`));
  };
  if (completions === undefined)
    errors.push(required(path.child('completions'), 'when completion mode is Indexed'));
  if (parallelism > MAX_PARALLELISM)
    limit('parallelism', MAX_PARALLELISM, ' when completion mode is Indexed');
  if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions)
    errors.push(
      invalidValue(
        path.child('maxFailedIndexes'),
        maxFailedIndexes,
        'must be less than or equal to completions',
      ),
    );
  limit('maxFailedIndexes', MAX_FAILED_INDEXES, '');
  if ((completions ?? 0) <= MANY_COMPLETIONS || backoffLimitPerIndex === undefined) return;
  if (maxFailedIndexes === undefined)
    errors.push(
      required(
        path.child('maxFailedIndexes'),
        `must be specified when completions is above ${MANY_COMPLETIONS}`,
      ),
    );
  const when = ` when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`;
  limit('parallelism', MAX_FOR_MANY, when);
  limit('maxFailedIndexes', MAX_FOR_MANY, when);
}

function validateRestartPolicy(spec: JobSpec, path: FieldPath, errors: FieldError[]): void {
  const { restartPolicy: policy } = spec.template?.spec ?? {};
  if (!policy || policy === 'Always') errors.push(required(path, 'valid values: "OnFailure", "Never"'));
  else if (policy !== 'OnFailure' && policy !== 'Never')
    errors.push(notSupported(path, policy, ['OnFailure', 'Never']));
  else if (spec.podFailurePolicy && policy !== 'Never')
    errors.push(invalidValue(path, policy, 'only "Never" is supported when podFailurePolicy is specified'));
}
