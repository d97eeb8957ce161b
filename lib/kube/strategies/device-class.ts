import { type FieldError, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import type { DeviceClass } from '../generated/resource-v1';
import { nameIsDnsSubdomain } from '../names';
import { isExtendedResource } from '../resource-names';
import type { Strategy } from '../strategy';
import { MAX_CONFIGURATIONS, validateSelectors } from '../validation/device-claim';
import { validateConfiguration } from '../validation/device-names';
import { validateList } from '../validation/lists';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { specChanged } from './spec-changed';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };
const SPEC = FieldPath.of('spec');

/** Selectors in CEL are kept as they are. */
export const deviceClassStrategy: Strategy<DeviceClass> = {
  validatesOwnMetadata: true,
  generationChanged: specChanged,
  validate: (deviceClass) => {
    const errors: FieldError[] = [];
    validateOwnMetadata(deviceClass, SCOPE, errors);
    validateSpec(deviceClass, errors);
    return errors;
  },
  validateUpdate: (deviceClass, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadata(deviceClass, SCOPE, errors);
    validateOwnMetadataUpdate(deviceClass, old, errors);
    validateSpec(deviceClass, errors);
    return errors;
  },
};

function validateSpec({ spec }: DeviceClass, errors: FieldError[]): void {
  const { selectors, config, extendedResourceName: name } = spec ?? {};
  validateSelectors(selectors, SPEC.child('selectors'), errors);
  validateList(
    config,
    MAX_CONFIGURATIONS,
    ({ opaque }, path) => validateConfiguration(opaque, path, errors),
    SPEC.child('config'),
    errors,
  );
  if (name !== undefined && !isExtendedResource(name))
    errors.push(
      invalidValue(SPEC.child('extendedResourceName'), name, 'must be a valid extended resource name'),
    );
}
