import { type FieldError, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { CSIStorageCapacity } from '../generated/storage-v1';
import { nameIsDnsSubdomain } from '../names';
import { Quantity } from '../quantity';
import type { Strategy } from '../strategy';
import { validateLabelSelector } from '../validation/label-selector';
import { nodeSelectorWarnings } from '../validation/node-label-warnings';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { validateClassName } from '../validation/persistent-volume';
import { IS_IMMUTABLE, IS_NEGATIVE, validateImmutable } from '../validation/scalars';
import { printedSelector } from '../validation/workload';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };
const TOPOLOGY = FieldPath.of('nodeTopology');
const STORAGE_CLASS = FieldPath.of('storageClassName');

export const csiStorageCapacityStrategy: Strategy<CSIStorageCapacity> = {
  validatesOwnMetadata: true,
  allowUnconditionalUpdate: false,
  validate: (capacity) => errorsOf(capacity),
  validateUpdate: (capacity, old) => {
    const errors = errorsOf(capacity);
    validateOwnMetadataUpdate(capacity, old, errors);
    if (!equal(capacity.nodeTopology, old.nodeTopology))
      errors.push(invalidValue(TOPOLOGY, printedSelector(capacity.nodeTopology), IS_IMMUTABLE));
    validateImmutable(capacity.storageClassName, old.storageClassName, STORAGE_CLASS, errors);
    return errors;
  },
  warnings: ({ nodeTopology }) => nodeSelectorWarnings(nodeTopology, TOPOLOGY),
};

function errorsOf(object: CSIStorageCapacity): FieldError[] {
  const errors: FieldError[] = [];
  const { nodeTopology, storageClassName = '', capacity } = object;
  validateOwnMetadata(object, SCOPE, errors);
  validateLabelSelector(nodeTopology, TOPOLOGY, errors);
  validateClassName(storageClassName, STORAGE_CLASS, errors);
  if (capacity === undefined) return errors;
  const amount = Quantity.parse(capacity);
  if (amount.sign < 0) errors.push(invalidValue(FieldPath.of('capacity'), amount.toString(), IS_NEGATIVE));
  return errors;
}
