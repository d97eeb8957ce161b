import { fillAbsent } from '../defaults/defaulting';
import { duplicate, type FieldError, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { TopologySelectorTerm } from '../generated/core-v1';
import type { StorageClass } from '../generated/storage-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateLabelName } from '../validation/labels';
import { nodeLabelDeprecation } from '../validation/node-label-warnings';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { validateImmutable, validateSupported } from '../validation/scalars';
import { validateParameters, validateProvisioner } from '../validation/storage-parameters';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };
const TOPOLOGIES = FieldPath.of('allowedTopologies');
const RECLAIM_POLICIES = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];
const FIXED = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const;

export const storageClassStrategy: Strategy<StorageClass> = {
  validatesOwnMetadata: true,
  defaults: (storageClass) =>
    fillAbsent(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  validate: (storageClass) => {
    const errors: FieldError[] = [];
    validateStorageClass(storageClass, errors);
    return errors;
  },
  validateUpdate: (storageClass, old) => {
    const errors: FieldError[] = [];
    validateStorageClass(storageClass, errors);
    validateOwnMetadataUpdate(storageClass, old, errors);
    for (const field of FIXED)
      validateImmutable(storageClass[field], old[field], FieldPath.of(field), errors);
    return errors;
  },
  warnings: ({ allowedTopologies = [] }) =>
    allowedTopologies.flatMap(({ matchLabelExpressions = [] }, index) =>
      matchLabelExpressions.flatMap(({ key }, position) => {
        const path = TOPOLOGIES.index(index).child('matchLabelExpressions').index(position).child('key');
        const deprecation = nodeLabelDeprecation(key);
        return deprecation ? [`${path}: ${deprecation}`] : [];
      }),
    ),
};

function validateStorageClass(storageClass: StorageClass, errors: FieldError[]): void {
  const { provisioner, parameters, reclaimPolicy, volumeBindingMode, allowedTopologies = [] } = storageClass;
  validateOwnMetadata(storageClass, SCOPE, errors);
  validateProvisioner(provisioner, FieldPath.of('provisioner'), errors);
  validateParameters(parameters, true, FieldPath.of('parameters'), errors);
  if (reclaimPolicy)
    validateSupported(reclaimPolicy, RECLAIM_POLICIES, FieldPath.of('reclaimPolicy'), errors);
  validateSupported(volumeBindingMode, BINDING_MODES, FieldPath.of('volumeBindingMode'), errors);
  validateTopologies(allowedTopologies, errors);
}

/** Kubernetes compares each term with one empty term per term, and with those before it. */
function validateTopologies(terms: readonly TopologySelectorTerm[], errors: FieldError[]): void {
  const known: { [key: string]: readonly string[] }[] = terms.map(() => ({}));
  terms.forEach((term, index) => {
    const path = TOPOLOGIES.index(index).child('matchLabelExpressions');
    const requirements = validateTopology(term, path, errors);
    for (const other of known) if (equal(requirements, other)) errors.push(duplicate(path, ''));
    known.push(requirements);
  });
}

function validateTopology(
  { matchLabelExpressions = [] }: TopologySelectorTerm,
  path: FieldPath,
  errors: FieldError[],
): { [key: string]: readonly string[] } {
  const requirements: { [key: string]: readonly string[] } = {};
  matchLabelExpressions.forEach(({ key = '', values = [] }, index) => {
    const at = path.index(index);
    if (values.length === 0) errors.push(required(at.child('values')));
    values.forEach((value, position) => {
      if (values.indexOf(value) < position) errors.push(duplicate(at.child('values').index(position), value));
    });
    validateLabelName(key, at.child('key'), errors);
    if (requirements[key]) errors.push(duplicate(at.child('key'), key));
    requirements[key] = [...new Set(values)].sort();
  });
  return requirements;
}
