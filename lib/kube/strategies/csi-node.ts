import { withField } from '../defaults/defaulting';
import { duplicate, type FieldError, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { CSINode, CSINodeDriver } from '../generated/storage-v1';
import { goStruct } from '../go-struct';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateCounts } from '../validation/counts';
import { validateCsiDriverName } from '../validation/csi';
import { validateQualifiedName } from '../validation/names';
import { validateOwnMetadata } from '../validation/own-metadata';
import { IS_IMMUTABLE } from '../validation/scalars';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };
const DRIVERS = FieldPath.of('spec').child('drivers');
const NODE_ID_LIMIT = 256;

export const csiNodeStrategy: Strategy<CSINode> = {
  validatesOwnMetadata: true,
  allowUnconditionalUpdate: false,
  validate: (node) => errorsOf(node),
  validateUpdate: (node, old) => {
    const errors = errorsOf(node);
    for (const before of driversOf(old))
      for (const driver of driversOf(node)) {
        if (driver.name !== before.name) continue;
        const fixed = withoutAllocatable(driver);
        if (!equal(fixed, withoutAllocatable(before)))
          errors.push(invalidValue(DRIVERS, goStruct('storage.CSINodeDriver', fixed), IS_IMMUTABLE));
      }
    return errors;
  },
};

const driversOf = ({ spec }: CSINode) => spec?.drivers ?? [];
const withoutAllocatable = (driver: CSINodeDriver) => withField(driver, 'allocatable', undefined);

function errorsOf(node: CSINode): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadata(node, SCOPE, errors);
  const names = new Set<string>();
  driversOf(node).forEach((driver, index) => {
    validateDriver(driver, names, DRIVERS.index(index), errors);
  });
  return errors;
}

function validateDriver(
  { name = '', nodeID = '', allocatable = {}, topologyKeys = [] }: CSINodeDriver,
  names: Set<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateCsiDriverName(name, path.child('name'), errors);
  if (nodeID === '') errors.push(required(path.child('nodeID')));
  if (Buffer.byteLength(nodeID) > NODE_ID_LIMIT)
    errors.push(invalidValue(path.child('nodeID'), nodeID, `must be ${NODE_ID_LIMIT} characters or less`));
  validateCounts(allocatable, ['count'], path.child('allocatable'), errors);
  if (names.has(name)) errors.push(duplicate(path.child('name'), name));
  names.add(name);
  topologyKeys.forEach((key, index) => {
    if (key === '') errors.push(required(path));
    if (topologyKeys.indexOf(key) < index) errors.push(duplicate(path, key));
    validateQualifiedName(key, path, errors);
  });
}
