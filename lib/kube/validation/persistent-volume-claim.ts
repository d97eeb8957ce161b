import { withField } from '../defaults/defaulting';
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type {
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  PersistentVolumeClaimStatus,
} from '../generated/core-v1';
import { goJsonIndented } from '../go-format';
import { goStruct } from '../go-struct';
import { isQualifiedName } from '../names';
import { Quantity } from '../quantity';
import { isNativeResource } from '../resource-names';
import { unifiedDiff } from '../unified-diff';
import { validateResourceQuantity } from './resources';
import { IS_IMMUTABLE, validateImmutable } from './scalars';

export const STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const CLASS_NAME = SPEC.child('volumeAttributesClassName');
const STORAGE = SPEC.child('resources', 'requests', 'storage');

const IMMUTABLE =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** What an update may not change in a claim. */
export function validateClaimUpdate(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
  errors: FieldError[],
): void {
  const spec = claim.spec ?? {};
  const oldSpec = old.spec ?? {};
  const { compared, base } = comparedSpecs(claim, old, errors);
  if (!equal(compared, base)) {
    const diff = unifiedDiff(prettySpec(base), prettySpec(compared));
    errors.push(forbiddenField(SPEC, `${IMMUTABLE}\n${diff}`));
  }
  validateSize(claim, old, errors);
  validateImmutable(spec.volumeMode, oldSpec.volumeMode, FieldPath.of('volumeMode'), errors);
  if (spec.volumeAttributesClassName === oldSpec.volumeAttributesClassName) return;
  if (old.status?.currentVolumeAttributesClassName === undefined) return;
  const refuse = (what: string) =>
    void errors.push(
      forbiddenField(
        CLASS_NAME,
        `update to ${what} is forbidden when status.currentVolumeAttributesClassName is not nil`,
      ),
    );
  if (spec.volumeAttributesClassName === undefined) refuse('nil');
  else if (spec.volumeAttributesClassName === '') refuse('empty string');
}

const prettySpec = (spec: PersistentVolumeClaimSpec) =>
  goJsonIndented(goStruct('core.PersistentVolumeClaimSpec', spec));

/** Both specs without what may change. */
function comparedSpecs(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
  errors: FieldError[],
): { readonly compared: PersistentVolumeClaimSpec; readonly base: PersistentVolumeClaimSpec } {
  const base = old.spec?.volumeName
    ? old.spec
    : withField(old.spec ?? {}, 'volumeName', claim.spec?.volumeName);
  let compared = withOldStorageClass(claim, old, errors);
  if (claim.status?.phase !== 'Bound') return { compared, base };
  const { requests } = compared.resources ?? {};
  const size = old.spec?.resources?.requests?.['storage'];
  if (requests)
    compared = {
      ...compared,
      resources: { ...compared.resources, requests: { ...requests, storage: size ?? '0' } },
    };
  compared = withField(compared, 'volumeAttributesClassName', base.volumeAttributesClassName);
  return { compared, base };
}

/** The class may be moved from the old annotation to the field, and may be chosen later. */
function withOldStorageClass(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
  errors: FieldError[],
): PersistentVolumeClaimSpec {
  const spec = claim.spec ?? {};
  const name = spec.storageClassName;
  const oldName = old.spec?.storageClassName;
  const annotation = claim.metadata.annotations?.[STORAGE_CLASS];
  const oldAnnotation = old.metadata.annotations?.[STORAGE_CLASS];
  const isMoved =
    oldAnnotation !== undefined &&
    oldName === undefined &&
    name === oldAnnotation &&
    (annotation === undefined || annotation === oldAnnotation);
  if (isMoved) return withField(spec, 'storageClassName', undefined);
  if ((annotation ?? '') !== (oldAnnotation ?? ''))
    errors.push(
      invalidValue(
        FieldPath.of('metadata').child('annotations', STORAGE_CLASS),
        annotation ?? '',
        IS_IMMUTABLE,
      ),
    );
  const isChosen =
    name !== undefined && oldName === undefined && (oldAnnotation === undefined || name === oldAnnotation);
  return isChosen ? withField(spec, 'storageClassName', undefined) : spec;
}

/** A claim whose growth failed may be made smaller again, but not than what it has. */
function validateSize(claim: PersistentVolumeClaim, old: PersistentVolumeClaim, errors: FieldError[]): void {
  const size = Quantity.parse(claim.spec?.resources?.requests?.['storage'] ?? '0');
  const oldSize = Quantity.parse(old.spec?.resources?.requests?.['storage'] ?? '0');
  const capacity = Quantity.parse(old.status?.capacity?.['storage'] ?? '0');
  if (size.compare(oldSize) < 0 && size.compare(capacity) <= 0)
    errors.push(forbiddenField(STORAGE, 'field can not be less than status.capacity'));
}

const RESIZE_STATES = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
];

export function validateClaimStatus(
  { spec, status = {} }: PersistentVolumeClaim,
  errors: FieldError[],
): void {
  const { capacity = {}, allocatedResources = {} } = status;
  if (!spec?.accessModes?.length) errors.push(required(FieldPath.of('Spec').child('accessModes')));
  for (const name in capacity) validateAmount(capacity[name]!, STATUS.child('capacity').key(name), errors);
  validateResizeStates(status, errors);
  const path = STATUS.child('allocatedResources');
  for (const name in allocatedResources) {
    const amount = allocatedResources[name]!;
    if (!validateResourceKey(name, path, errors)) continue;
    if (validateAmount(amount, path.key(name), errors))
      validateResourceQuantity('storage', amount, path.key(name), errors);
  }
}

function validateResizeStates(
  { allocatedResourceStatuses: states = {} }: PersistentVolumeClaimStatus,
  errors: FieldError[],
): void {
  const path = STATUS.child('allocatedResourceStatuses');
  for (const name in states) {
    validateResourceKey(name, path, errors);
    if (!RESIZE_STATES.includes(states[name]!))
      errors.push(notSupported(path, name, [...RESIZE_STATES].sort()));
  }
}

/** Whether the amount is not negative; an error if it is. */
function validateAmount(amount: string | number, path: FieldPath, errors: FieldError[]): boolean {
  const value = Quantity.parse(amount).value();
  if (value < 0) errors.push(invalidValue(path, value, 'must be a valid resource quantity'));
  return value >= 0;
}

/** Whether the name may be the name of a resource of a claim; an error if not. */
function validateResourceKey(name: string, path: FieldPath, errors: FieldError[]): boolean {
  const problems = isQualifiedName(name);
  for (const problem of problems) errors.push(invalidValue(path, name, problem));
  if (problems.length > 0) return false;
  const isUnknown = isNativeResource(name) && name !== 'storage';
  if (isUnknown) errors.push(notSupported(path, name, ['storage']));
  return !isUnknown;
}
