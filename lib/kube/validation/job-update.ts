import { withField } from '../defaults/defaulting';
import { type FieldError, invalidValue } from '../field-error';
import { equal } from '../frozen';
import type { Job, JobSpec } from '../generated/batch-v1';
import type { Affinity, Container, PodSpec, PodTemplateSpec } from '../generated/core-v1';
import { goStruct } from '../go-struct';
import { isConditionTrue } from './job-status';
import { IS_IMMUTABLE, validateImmutable } from './scalars';
import { SPEC, TEMPLATE, validateSelectorUnchanged } from './workload';

/** What an update may not change in the spec of a Job. The spec itself has been validated. */
export function validateJobSpecUpdate(spec: JobSpec, job: Job, errors: FieldError[]): void {
  const old = job.spec!;
  validateCompletions(spec, old, errors);
  validateSelectorUnchanged(spec.selector, old.selector, errors);
  validateTemplate(spec.template, job, errors);
  validateImmutable(spec.completionMode, old.completionMode, SPEC.child('completionMode'), errors);
  validateFixed('podFailurePolicy', '*batch.PodFailurePolicy', spec, old, errors);
  validateImmutable(
    spec.backoffLimitPerIndex,
    old.backoffLimitPerIndex,
    SPEC.child('backoffLimitPerIndex'),
    errors,
  );
  validateImmutable(spec.managedBy, old.managedBy, SPEC.child('managedBy'), errors);
  validateFixed('successPolicy', '*batch.SuccessPolicy', spec, old, errors);
}

function validateFixed(
  field: 'podFailurePolicy' | 'successPolicy',
  type: string,
  spec: JobSpec,
  old: JobSpec,
  errors: FieldError[],
): void {
  if (!equal(spec[field], old[field]))
    errors.push(invalidValue(SPEC.child(field), goStruct(type, spec[field]), IS_IMMUTABLE));
}

function validateCompletions(spec: JobSpec, old: JobSpec, errors: FieldError[]): void {
  const path = SPEC.child('completions');
  const { completions, parallelism } = spec;
  if (spec.completionMode !== 'Indexed') validateImmutable(completions, old.completions, path, errors);
  else if (completions !== undefined && completions !== old.completions && completions !== parallelism)
    errors.push(invalidValue(path, completions, 'can only be modified in tandem with spec.parallelism'));
}

/** A suspended Job without pods can still change where its pods run, and what they need. */
function validateTemplate(template: PodTemplateSpec, job: Job, errors: FieldError[]): void {
  const old = job.spec!.template;
  if (!isMutable(job)) {
    if (!equal(template, old))
      errors.push(invalidValue(TEMPLATE, goStruct('core.PodTemplateSpec', template), IS_IMMUTABLE));
    return;
  }
  const { spec } = template;
  const allowed = withResources(withSchedulingOf(old.spec!, spec!), spec!);
  if (!equal(spec, allowed))
    errors.push(invalidValue(TEMPLATE.child('spec'), goStruct('core.PodSpec', spec), IS_IMMUTABLE));
}

function isMutable({ spec, status = {} }: Job): boolean {
  const hasNoPods = !status.startTime || isConditionTrue(status, 'Suspended');
  return !!spec?.suspend && hasNoPods && !status.active;
}

function withSchedulingOf(old: PodSpec, spec: PodSpec): PodSpec {
  let allowed = old;
  for (const field of ['nodeSelector', 'tolerations', 'schedulingGates'] as const)
    allowed = withField(allowed, field, spec[field] as never);
  return withField(allowed, 'affinity', affinityWithNodesOf(old.affinity, spec.affinity));
}

function affinityWithNodesOf(
  old: Affinity | undefined,
  affinity: Affinity | undefined,
): Affinity | undefined {
  const merged = withField({ ...old }, 'nodeAffinity', affinity?.nodeAffinity);
  return affinity || Object.keys(merged).length > 0 ? merged : undefined;
}

function withResources(old: PodSpec, spec: PodSpec): PodSpec {
  let allowed = old;
  for (const field of ['containers', 'initContainers'] as const) {
    const before: readonly Container[] | undefined = old[field];
    const now: readonly Container[] | undefined = spec[field];
    if (!before || before.length !== now?.length) continue;
    const merged = before.map((container, index) =>
      container.name === now[index]!.name
        ? withField(container, 'resources', now[index]!.resources)
        : container,
    );
    allowed = { ...allowed, [field]: merged };
  }
  return allowed;
}
