import { changeElements, changeField } from '../defaults/defaulting';
import { withDeviceDefaults, withOperator } from '../defaults/device-claim';
import { type FieldError, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { AllocationResult, ResourceClaim, ResourceClaimTemplate } from '../generated/resource-v1';
import { goStruct } from '../go-struct';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { deviceIdentity, validateClaimStatus } from '../validation/claim-allocation';
import { validateTemplateMeta } from '../validation/claim-spec';
import { validateDeviceClaim } from '../validation/device-claim';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { IS_IMMUTABLE } from '../validation/scalars';
import { withOldMetadata } from './status-metadata';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };
const SPEC = FieldPath.of('spec');
const INNER_SPEC = SPEC.child('spec');

/**
 * Selectors in CEL are kept as they are. Whether a namespace may ask for access as an administrator is for the API
 * server to say: it knows the namespaces.
 */
export const resourceClaimStrategy: Strategy<ResourceClaim> = {
  validatesOwnMetadata: true,
  defaults: (given) => {
    const claim = changeField(given, 'spec', (spec) => changeField(spec, 'devices', withDeviceDefaults));
    return changeField(claim, 'status', (status) =>
      changeField(status, 'allocation', withAllocationDefaults),
    );
  },
  validate: (claim) => {
    const errors: FieldError[] = [];
    validateOwnMetadata(claim, SCOPE, errors);
    validateDeviceClaim(claim.spec?.devices ?? {}, SPEC.child('devices'), errors);
    return errors;
  },
  validateUpdate: (claim, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadata(claim, SCOPE, errors);
    validateOwnMetadataUpdate(claim, old, errors);
    if (!equal(claim.spec, old.spec))
      errors.push(invalidValue(SPEC, goStruct('resource.ResourceClaimSpec', claim.spec), IS_IMMUTABLE));
    return errors;
  },
  prepareForStatusUpdate: (claim, old) => withoutDeallocated(withOldMetadata(claim, old), old),
  validateStatusUpdate: (claim, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(claim, old, errors);
    errors.push(...validateClaimStatus(claim, old));
    return errors;
  },
};

function withAllocationDefaults(allocation: AllocationResult): AllocationResult {
  return changeField(allocation, 'devices', (devices) =>
    changeElements(devices, 'results', (result) => changeElements(result, 'tolerations', withOperator)),
  );
}

/** What is said of devices that were given back is forgotten. */
function withoutDeallocated(claim: ResourceClaim, old: ResourceClaim): ResourceClaim {
  const { devices, ...status } = claim.status ?? {};
  if (!devices) return claim;
  const kept = new Set(status.allocation?.devices?.results?.map(deviceIdentity));
  const gone = new Set(
    (old.status?.allocation?.devices?.results ?? []).map(deviceIdentity).filter((id) => !kept.has(id)),
  );
  const left = devices.filter((device) => !gone.has(deviceIdentity(device)));
  return { ...claim, status: left.length > 0 ? { ...status, devices: left } : status };
}

export const resourceClaimTemplateStrategy: Strategy<ResourceClaimTemplate> = {
  validatesOwnMetadata: true,
  defaults: (template) =>
    changeField(template, 'spec', (spec) =>
      changeField(spec, 'spec', (inner) => changeField(inner, 'devices', withDeviceDefaults)),
    ),
  validate: templateErrors,
  validateUpdate: (template, old) => {
    const errors = templateErrors(template);
    validateOwnMetadataUpdate(template, old, errors);
    if (!equal(template.spec, old.spec))
      errors.push(
        invalidValue(SPEC, goStruct('resource.ResourceClaimTemplateSpec', template.spec), IS_IMMUTABLE),
      );
    return errors;
  },
};

function templateErrors(template: ResourceClaimTemplate): FieldError[] {
  const errors: FieldError[] = [];
  const { metadata, spec } = template.spec ?? {};
  validateOwnMetadata(template, SCOPE, errors);
  if (metadata) validateTemplateMeta(metadata, SPEC.child('metadata'), errors);
  validateDeviceClaim(spec?.devices ?? {}, INNER_SPEC.child('devices'), errors);
  return errors;
}
