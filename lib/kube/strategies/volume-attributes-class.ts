import { type FieldError, forbiddenField } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { VolumeAttributesClass } from '../generated/storage-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { validateParameters, validateProvisioner } from '../validation/storage-parameters';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };

export const volumeAttributesClassStrategy: Strategy<VolumeAttributesClass> = {
  validatesOwnMetadata: true,
  validate: (attributesClass) => {
    const errors: FieldError[] = [];
    validateAttributesClass(attributesClass, errors);
    return errors;
  },
  validateUpdate: (attributesClass, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(attributesClass, old, errors);
    for (const field of ['driverName', 'parameters'] as const)
      if (!equal(attributesClass[field], old[field]))
        errors.push(forbiddenField(FieldPath.of(field), `updates to ${field} are forbidden.`));
    validateAttributesClass(attributesClass, errors);
    return errors;
  },
};

function validateAttributesClass(attributesClass: VolumeAttributesClass, errors: FieldError[]): void {
  validateOwnMetadata(attributesClass, SCOPE, errors);
  validateProvisioner(attributesClass.driverName, FieldPath.of('driverName'), errors);
  validateParameters(attributesClass.parameters, false, FieldPath.of('parameters'), errors);
}
