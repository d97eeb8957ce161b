import { type FieldError, fieldNotFound, forbiddenField, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { Container, Volume, VolumeDevice, VolumeMount } from '../../generated/core-v1';
import { validateSupported } from '../scalars';
import { validateLocalDescendingPath } from './paths';

/** The valid volumes of a pod by name. */
export type VolumesByName = ReadonlyMap<string, Volume>;

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE_READ_ONLY = ['Disabled', 'Enabled', 'IfPossible'];

export function validateVolumeMounts(
  container: Container,
  volumes: VolumesByName,
  path: FieldPath,
  errors: FieldError[],
): void {
  const points = new Set<string>();
  const devices = container.volumeDevices ?? [];
  container.volumeMounts?.forEach((mount, index) => {
    const at = path.index(index);
    const { name = '', mountPath = '' } = mount;
    if (!name) errors.push(required(at.child('name')));
    if (!volumes.has(name)) errors.push(fieldNotFound(at.child('name'), name));
    if (!mountPath) errors.push(required(at.child('mountPath')));
    if (points.has(mountPath)) errors.push(invalidValue(at.child('mountPath'), mountPath, 'must be unique'));
    points.add(mountPath);
    if (devices.some((device) => device.name === name))
      errors.push(invalidValue(at.child('name'), name, 'must not already exist in volumeDevices'));
    if (devices.some((device) => device.devicePath === mountPath))
      errors.push(
        invalidValue(at.child('mountPath'), mountPath, 'must not already exist as a path in volumeDevices'),
      );
    validateMountOptions(mount, container, path, at, errors);
  });
}

/** Kubernetes reports these at the list, but for one at the mount itself. */
function validateMountOptions(
  mount: VolumeMount,
  container: Container,
  list: FieldPath,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { subPath, subPathExpr, mountPropagation } = mount;
  if (subPath) validateLocalDescendingPath(subPath, list.child('subPath'), errors);
  if (subPathExpr) {
    if (subPath)
      errors.push(
        invalidValue(
          path.child('subPathExpr'),
          subPathExpr,
          'subPathExpr and subPath are mutually exclusive',
        ),
      );
    validateLocalDescendingPath(subPathExpr, list.child('subPathExpr'), errors);
  }
  if (mountPropagation !== undefined)
    validatePropagation(mountPropagation, container, list.child('mountPropagation'), errors);
  if (mount.recursiveReadOnly !== undefined)
    validateRecursiveReadOnly(mount, list.child('recursiveReadOnly'), errors);
}

function validatePropagation(
  propagation: string,
  container: Container,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateSupported(propagation, PROPAGATIONS, path, errors);
  if (propagation === 'Bidirectional' && !container.securityContext?.privileged)
    errors.push(
      forbiddenField(path, 'Bidirectional mount propagation is available only to privileged containers'),
    );
}

function validateRecursiveReadOnly(
  { recursiveReadOnly, readOnly, mountPropagation }: VolumeMount,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (recursiveReadOnly === 'Disabled') return;
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible') {
    validateSupported(recursiveReadOnly, RECURSIVE_READ_ONLY, path, errors);
    return;
  }
  if (!readOnly) errors.push(forbiddenField(path, 'may only be specified when readOnly is true'));
  if (mountPropagation !== undefined && mountPropagation !== 'None')
    errors.push(forbiddenField(path, 'may only be specified when mountPropagation is None or not specified'));
}

export function validateVolumeDevices(
  container: Container,
  volumes: VolumesByName,
  path: FieldPath,
  errors: FieldError[],
): void {
  const names = new Set<string>();
  const paths = new Set<string>();
  container.volumeDevices?.forEach((device, index) => {
    validateDevice(device, container.volumeMounts ?? [], volumes, names, paths, path.index(index), errors);
  });
}

function validateDevice(
  { name = '', devicePath = '' }: VolumeDevice,
  mounts: readonly VolumeMount[],
  volumes: VolumesByName,
  names: Set<string>,
  paths: Set<string>,
  at: FieldPath,
  errors: FieldError[],
): void {
  const nameProblem = (detail: string) => void errors.push(invalidValue(at.child('name'), name, detail));
  const pathProblem = (detail: string) =>
    void errors.push(invalidValue(at.child('devicePath'), devicePath, detail));
  const volume = volumes.get(name);
  if (!name) errors.push(required(at.child('name')));
  if (names.has(name)) nameProblem('must be unique');
  if (volume && !volume.persistentVolumeClaim && !volume.ephemeral)
    nameProblem('can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode');
  if (!volume) errors.push(fieldNotFound(at.child('name'), name));
  if (!devicePath) errors.push(required(at.child('devicePath')));
  if (paths.has(devicePath)) pathProblem('must be unique');
  if (devicePath.split('/').includes('..')) pathProblem("can not contain backsteps ('..')");
  else paths.add(devicePath);
  if (mounts.some((mount) => mount.name === name)) nameProblem('must not already exist in volumeMounts');
  if (mounts.some((mount) => mount.mountPath === devicePath))
    pathProblem('must not already exist as a path in volumeMounts');
  if (name) names.add(name);
}
