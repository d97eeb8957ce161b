import { withJobDefaults } from '../defaults/job';
import type { FieldError } from '../field-error';
import type { FieldPath } from '../field-path';
import type { Job, JobSpec } from '../generated/batch-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import {
  CONTROLLER_UID,
  JOB_NAME,
  LEGACY_CONTROLLER_UID,
  LEGACY_JOB_NAME,
  NO_SPEC,
  validateJob,
  validateJobSpec,
} from '../validation/job';
import { validateJobStatusUpdate } from '../validation/job-status';
import { validateJobSpecUpdate } from '../validation/job-update';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { SPEC, TEMPLATE } from '../validation/workload';
import { podNameWarnings, templateWarnings, withEnabledTemplate } from './pod-template';
import { specChanged } from './spec-changed';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };

export const jobStrategy: Strategy<Job> = {
  validatesOwnMetadata: true,
  defaultPropagation: 'Orphan',
  deletionWarning:
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  selectableFields: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
  defaults: withJobDefaults,
  prepareForCreate: (job) => withEnabledTemplate(withGeneratedSelector(job)),
  prepareForUpdate: withEnabledTemplate,
  generationChanged: specChanged,
  validate: (job) => {
    const errors: FieldError[] = [];
    validateOwnMetadata(job, SCOPE, errors);
    validateJob(job, errors);
    return errors;
  },
  validateUpdate: (job, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadata(job, SCOPE, errors);
    validateJob(job, errors);
    validateOwnMetadataUpdate(job, old, errors);
    // Kubernetes looks at the spec a second time, and reports what is wrong with it again.
    if (errors.length > 0) validateJobSpec(job.spec ?? NO_SPEC, errors);
    validateJobSpecUpdate(job.spec ?? NO_SPEC, old, errors);
    return errors;
  },
  warnings: (job, old) => {
    if (old && job.metadata.generation === old.metadata.generation) return [];
    return [...(old ? [] : podNameWarnings(job)), ...jobSpecWarnings(job.spec, SPEC)];
  },
  validateStatusUpdate: (job, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(job, old, errors);
    validateJobStatusUpdate(job, old, errors);
    return errors;
  },
};

/** The pods of a Job carry its name and UID, by which it selects them. */
function withGeneratedSelector(job: Job): Job {
  const { spec, metadata } = job;
  if (!spec || spec.manualSelector) return job;
  const { uid = '', name = '' } = metadata;
  const { template, selector } = spec;
  const given = template?.metadata?.labels;
  const labels = {
    [LEGACY_JOB_NAME]: name,
    [JOB_NAME]: name,
    [LEGACY_CONTROLLER_UID]: uid,
    [CONTROLLER_UID]: uid,
    ...given,
  };
  const matchLabels = { [CONTROLLER_UID]: uid, ...selector?.matchLabels };
  // A Job without labels shows those of its template.
  const isWithoutLabels = !metadata.labels || metadata.labels === given;
  return {
    ...job,
    metadata: isWithoutLabels ? { ...metadata, labels } : metadata,
    spec: {
      ...spec,
      selector: { ...selector, matchLabels },
      template: { ...template, metadata: { ...template?.metadata, labels } },
    },
  };
}

const MANY_COMPLETIONS = 100_000;
const HIGH_PARALLELISM = 10_000;

/** Warnings for the spec of a Job, or of the template of one. */
export function jobSpecWarnings(spec: JobSpec = NO_SPEC, path: FieldPath): string[] {
  const { completionMode, completions = 0, parallelism = 0, template } = spec;
  const warnings: string[] = [];
  if (completionMode === 'Indexed' && completions > MANY_COMPLETIONS && parallelism > HIGH_PARALLELISM)
    warnings.push(
      `${path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`,
    );
  return [...warnings, ...templateWarnings(template, path === SPEC ? TEMPLATE : path.child('template'))];
}
