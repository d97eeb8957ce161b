import { duplicate, type FieldError, fieldNotFound, invalidValue, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type { PodResourceClaim, ResourceClaim } from '../generated/core-v1';
import { goStruct } from '../go-struct';
import { nameIsDnsSubdomain } from '../names';
import { validateDnsLabel } from './names';

/** The claims a container uses: each must be one of the pod's. */
export function validateResourceClaims(
  claims: readonly ResourceClaim[],
  podClaims: ReadonlySet<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  const keys = new Set<string>();
  claims.forEach((claim, index) => {
    const at = path.index(index);
    if (!claim.name) {
      errors.push(required(at));
      return;
    }
    if (keys.has(claim.name)) errors.push(duplicate(at, claim.name));
    else validateRequest(claim, keys, at, errors);
    if (!podClaims.has(claim.name)) errors.push(unknownClaim(at, claim.name, podClaims));
  });
}

function validateRequest(
  { name, request }: ResourceClaim,
  keys: Set<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  let key = name;
  if (request) {
    validateDnsLabel(request, path.child('request'), errors);
    key = `${name}/${request}`;
  }
  if (keys.has(key)) errors.push(duplicate(path, key));
  else if (!request)
    for (const known of keys) if (known.startsWith(`${name}/`)) errors.push(duplicate(path, name));
  keys.add(key);
}

function unknownClaim(path: FieldPath, name: string, podClaims: ReadonlySet<string>): FieldError {
  const known = podClaims.size > 0 ? `: ${[...podClaims].sort().join(', ')}` : ' which is empty';
  const error = fieldNotFound(path, name);
  return {
    ...error,
    message: `${error.message}: must be one of the names in pod.spec.resourceClaims${known}`,
  };
}

export function claimNames(claims: readonly PodResourceClaim[] | undefined): ReadonlySet<string> {
  return claims ? new Set(claims.map((claim) => claim.name).filter(Boolean)) : NO_CLAIMS;
}

const NO_CLAIMS: ReadonlySet<string> = new Set();

/** The claims of a pod: each names an existing claim, or the template of one. */
export function validatePodResourceClaims(
  claims: readonly PodResourceClaim[],
  path: FieldPath,
  errors: FieldError[],
): void {
  const names = new Set<string>();
  claims.forEach((claim, index) => {
    validatePodResourceClaim(claim, names, path.index(index), errors);
  });
}

function validatePodResourceClaim(
  claim: PodResourceClaim,
  names: Set<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { name, resourceClaimName, resourceClaimTemplateName } = claim;
  if (!name) errors.push(required(path.child('name')));
  else if (names.has(name)) errors.push(duplicate(path.child('name'), name));
  else {
    validateDnsLabel(name, path.child('name'), errors);
    names.add(name);
  }
  if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined)
    errors.push(
      invalidValue(
        path,
        goStruct('core.PodResourceClaim', claim),
        'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
      ),
    );
  if (resourceClaimName === undefined && resourceClaimTemplateName === undefined)
    errors.push(
      invalidValue(
        path,
        goStruct('core.PodResourceClaim', claim),
        'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
      ),
    );
  for (const [field, value] of Object.entries({ resourceClaimName, resourceClaimTemplateName }))
    if (value !== undefined)
      for (const message of nameIsDnsSubdomain(value, false))
        errors.push(invalidValue(path.child(field), value, message));
}
