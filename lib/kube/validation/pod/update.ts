import { type FieldError, forbiddenField, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import { equal } from '../../frozen';
import type { Container, Pod, PodSpec, Toleration } from '../../generated/core-v1';
import { goJsonIndented } from '../../go-format';
import { goStruct } from '../../go-struct';
import { inclusiveRangeError } from '../../names';
import { unifiedDiff } from '../../unified-diff';
import { validateTolerations } from '../tolerations';
import { validatePodAnnotationUpdates } from './annotations';
import { withOldGatedFields } from './gated-update';
import { POD_METADATA, POD_SPEC, validateMetadataAndSpec } from './pod';

const MAX_INT32 = 2 ** 31 - 1;

const CHANGEABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** A pod's spec is fixed but for a few fields; what else changed is shown as a diff of Kubernetes' own structures. */
export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  const spec = pod.spec!;
  const oldSpec = old.spec!;
  validateMetadataAndSpec(pod, errors);
  validatePodAnnotationUpdates(pod, old, POD_METADATA.child('annotations'), errors);
  for (const field of ['containers', 'initContainers'] as const)
    if (!validateImages(spec[field] ?? [], oldSpec[field] ?? [], POD_SPEC.child(field), errors))
      return errors;
  if (!validateDeadline(spec, oldSpec, POD_SPEC.child('activeDeadlineSeconds'), errors)) return errors;
  validateAddedTolerations(
    spec.tolerations ?? [],
    oldSpec.tolerations ?? [],
    POD_SPEC.child('tolerations'),
    errors,
  );
  validateRemovedGates(spec, oldSpec, POD_SPEC.child('schedulingGates'), errors);
  if (!equal(spec, oldSpec)) validateOnlyChangeable(spec, oldSpec, errors);
  return errors;
}

/** False when nothing more can be compared. */
function validateImages(
  containers: readonly Container[],
  old: readonly Container[],
  path: FieldPath,
  errors: FieldError[],
): boolean {
  if (containers.length !== old.length) {
    errors.push(forbiddenField(path, 'pod updates may not add or remove containers'));
    return false;
  }
  containers.forEach(({ image = '' }, index) => {
    const at = path.index(index).child('image');
    if (!image) errors.push(required(at));
    if (image !== image.trim())
      errors.push(invalidValue(at, image, 'must not have leading or trailing whitespace'));
  });
  return true;
}

/** A deadline can be set, and made earlier. False when nothing more needs to be compared. */
function validateDeadline(spec: PodSpec, oldSpec: PodSpec, path: FieldPath, errors: FieldError[]): boolean {
  const deadline = spec.activeDeadlineSeconds;
  const old = oldSpec.activeDeadlineSeconds;
  if (deadline === undefined) {
    if (old !== undefined)
      errors.push(invalidValue(path, undefined, 'must not update from a positive integer to nil value'));
    return true;
  }
  if (deadline < 0 || deadline > MAX_INT32) {
    errors.push(invalidValue(path, deadline, inclusiveRangeError(0, MAX_INT32)));
    return false;
  }
  if (old === undefined || deadline <= old) return true;
  errors.push(invalidValue(path, deadline, 'must be less than or equal to previous value'));
  return false;
}

function validateAddedTolerations(
  tolerations: readonly Toleration[],
  old: readonly Toleration[],
  path: FieldPath,
  errors: FieldError[],
): void {
  const kept = old.every((one) =>
    tolerations.some((other) => equal({ ...one, tolerationSeconds: other.tolerationSeconds }, other)),
  );
  if (kept) validateTolerations(tolerations, path, errors);
  else
    errors.push(forbiddenField(path, 'existing toleration can not be modified except its tolerationSeconds'));
}

function validateRemovedGates(spec: PodSpec, old: PodSpec, path: FieldPath, errors: FieldError[]): void {
  const known = new Set(old.schedulingGates?.map((gate) => gate.name));
  const added = new Map<string, number>();
  spec.schedulingGates?.forEach((gate, index) => {
    if (!known.has(gate.name)) added.set(gate.name, index);
  });
  for (const [name, index] of added)
    errors.push(
      forbiddenField(
        path.index(index).child('name'),
        `only deletion is allowed, but found new scheduling gate '${name}'`,
      ),
    );
}

function validateOnlyChangeable(spec: PodSpec, old: PodSpec, errors: FieldError[]): void {
  const compared = withOldGatedFields(withOldChangeable(spec, old), old, POD_SPEC, errors);
  if (equal(compared, old)) return;
  const diff = unifiedDiff(prettySpec(old), prettySpec(compared));
  errors.push(
    forbiddenField(POD_SPEC, `pod updates may not change fields other than ${CHANGEABLE}\n${diff}`),
  );
}

const prettySpec = (spec: PodSpec) => goJsonIndented(goStruct('core.PodSpec', spec));

/** The new spec with the old values of what may change: the rest must be the same. */
function withOldChangeable(spec: PodSpec, old: PodSpec): PodSpec {
  const { activeDeadlineSeconds, schedulingGates, tolerations } = old;
  return {
    ...spec,
    containers: withOldImages(spec.containers, old.containers)!,
    initContainers: withOldImages(spec.initContainers, old.initContainers),
    activeDeadlineSeconds,
    schedulingGates,
    tolerations,
  };
}

function withOldImages(
  containers: readonly Container[] | undefined,
  old: readonly Container[] | undefined,
): readonly Container[] | undefined {
  return containers?.map((container, index) => ({ ...container, image: old![index]!.image }));
}
