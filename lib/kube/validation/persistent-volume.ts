import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type { PersistentVolumeSpec, VolumeNodeAffinity } from '../generated/core-v1';
import { nameIsDnsSubdomain } from '../names';
import { Quantity } from '../quantity';
import { validateAccessModes } from './access-modes';
import { validateNodeSelector } from './node-selector';
import { validateVolumeSources } from './persistent-volume-sources';
import { validateByRule, validateSupported } from './scalars';

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const VOLUME_MODES = ['Block', 'Filesystem'];
const INLINE = 'in the context of inline volumes';

/** The spec of a PersistentVolume. `inline` is one in a VolumeAttachment, which can say less. */
export function validateVolumeSpec(
  spec: PersistentVolumeSpec,
  volumeName: string,
  inline: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (inline) validateInlineHead(spec, path, errors);
  if (!spec.accessModes?.length) errors.push(required(path.child('accessModes')));
  validateAccessModes(spec.accessModes ?? [], path.child('accessModes'), errors);
  if (!inline) validateCapacity(spec, path.child('capacity'), errors);
  validateReclaimPolicy(spec, inline, path, errors);
  if (spec.nodeAffinity) validateAffinity(spec.nodeAffinity, inline, path.child('nodeAffinity'), errors);
  validateVolumeSources(spec, volumeName, path, errors);
  if (spec.hostPath && isRoot(spec.hostPath.path ?? '') && spec.persistentVolumeReclaimPolicy === 'Recycle')
    errors.push(
      forbiddenField(
        path.child('persistentVolumeReclaimPolicy'),
        "may not be 'recycle' for a hostPath mount of '/'",
      ),
    );
  validateClassAndMode(spec, inline, path, errors);
  validateAttributesClass(spec, path, errors);
}

function validateInlineHead(spec: PersistentVolumeSpec, path: FieldPath, errors: FieldError[]): void {
  if (spec.claimRef) errors.push(forbiddenField(path.child('claimRef'), `may not be specified ${INLINE}`));
  if (Object.keys(spec.capacity ?? {}).length > 0)
    errors.push(forbiddenField(path.child('capacity'), `may not be specified ${INLINE}`));
  if (!spec.csi) errors.push(required(path.child('csi'), `has to be specified ${INLINE}`));
}

function validateCapacity(
  { capacity = {} }: PersistentVolumeSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  const names = Object.keys(capacity);
  if (names.length === 0) errors.push(required(path));
  if (names.length !== 1 || names[0] !== 'storage')
    errors.push(notSupported(path, names.length === 0 ? null : capacity, ['storage']));
  for (const name of names) {
    const amount = Quantity.parse(capacity[name]!);
    const at = path.key(name);
    if (amount.value() < 0)
      errors.push(invalidValue(at, amount.value(), 'must be a valid resource quantity'));
    if (amount.sign <= 0) errors.push(invalidValue(at, amount.toString(), 'must be greater than zero'));
  }
}

function validateReclaimPolicy(
  { persistentVolumeReclaimPolicy: policy }: PersistentVolumeSpec,
  inline: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  const at = path.child('persistentVolumeReclaimPolicy');
  if (!policy) return;
  if (!inline) validateSupported(policy, RECLAIM_POLICIES, at, errors);
  else if (policy !== 'Retain') errors.push(forbiddenField(at, `may only be Retain ${INLINE}`));
}

function validateAffinity(
  affinity: VolumeNodeAffinity,
  inline: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (inline) errors.push(forbiddenField(path, `may not be specified ${INLINE}`));
  else if (affinity.required) validateNodeSelector(affinity.required, path.child('required'), errors);
  else errors.push(required(path.child('required'), 'must specify required node constraints'));
}

/** Whether a path leads to the root, after all of its detours. */
function isRoot(path: string): boolean {
  const parts: string[] = [];
  for (const part of path.split('/'))
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  return path.startsWith('/') && parts.length === 0;
}

function validateClassAndMode(
  { storageClassName, volumeMode }: PersistentVolumeSpec,
  inline: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (storageClassName) {
    if (inline) errors.push(forbiddenField(path.child('storageClassName'), `may not be specified ${INLINE}`));
    else validateClassName(storageClassName, path.child('storageClassName'), errors);
  }
  if (volumeMode === undefined) return;
  if (!inline) validateSupported(volumeMode, VOLUME_MODES, path.child('volumeMode'), errors);
  else if (volumeMode !== 'Filesystem')
    errors.push(
      forbiddenField(path.child('volumeMode'), `may not specify volumeMode other than Filesystem ${INLINE}`),
    );
}

export function validateClassName(name: string, path: FieldPath, errors: FieldError[]): void {
  validateByRule(name, (value) => nameIsDnsSubdomain(value, false), path, errors);
}

function validateAttributesClass(
  { volumeAttributesClassName: name, csi }: PersistentVolumeSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  const at = path.child('volumeAttributesClassName');
  if (name === undefined) return;
  if (name === '') errors.push(required(at, 'an empty string is disallowed'));
  else validateClassName(name, at, errors);
  if (!csi)
    errors.push(required(path.child('csi'), 'has to be specified when using volumeAttributesClassName'));
}
