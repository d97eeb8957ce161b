import { duplicate, type FieldError, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type {
  PodExtendedResourceClaimStatus,
  PodResourceClaimStatus,
  PodSpec,
} from '../../generated/core-v1';
import { isDns1123Subdomain } from '../../names';
import { validateDnsLabel } from '../names';
import { validateByRule } from '../scalars';

/** Which claims were made for the pod. */
export function validateClaimStatuses(
  statuses: readonly PodResourceClaimStatus[],
  { resourceClaims = [] }: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  const names = new Set<string>();
  statuses.forEach(({ name = '', resourceClaimName }, index) => {
    const at = path.index(index);
    if (!resourceClaims.some((claim) => claim.name === name))
      errors.push(
        invalidValue(at.child('name'), name, 'must match the name of an entry in `spec.resourceClaims`'),
      );
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    if (resourceClaimName !== undefined)
      validateByRule(resourceClaimName, isDns1123Subdomain, at.child('resourceClaimName'), errors);
  });
}

/** The claim that stands behind extended resources which devices provide. */
export function validateExtendedClaimStatus(
  { requestMappings = [], resourceClaimName }: PodExtendedResourceClaimStatus,
  { containers = [], initContainers = [] }: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  const at = path.child('requestMappings');
  if (requestMappings.length === 0) errors.push(required(at, 'at least one request mapping is required'));
  const byName = new Map([...initContainers, ...containers].map((one) => [one.name, one]));
  const seen = new Set<string>();
  requestMappings.forEach(({ containerName, resourceName, requestName }, index) => {
    const mapping = at.index(index);
    const container = byName.get(containerName);
    if (!container)
      errors.push(
        invalidValue(
          mapping.child('containerName'),
          containerName,
          'must match the name of an entry in spec.initContainers.name or spec.containers.name',
        ),
      );
    else if (container.resources?.requests?.[resourceName] === undefined)
      errors.push(
        invalidValue(
          mapping.child('resourceName'),
          resourceName,
          'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests',
        ),
      );
    validateDnsLabel(requestName, path.child('requestName'), errors);
    const key = `${containerName} ${resourceName} ${requestName}`;
    if (seen.has(key))
      for (const [field, value] of Object.entries({ containerName, resourceName, requestName }))
        errors.push(duplicate(mapping.child(field), value));
    seen.add(key);
  });
  if (!resourceClaimName) errors.push(required(path.child('resourceClaimName')));
  else validateByRule(resourceClaimName, isDns1123Subdomain, path.child('resourceClaimName'), errors);
}
