import { type FieldError, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { IPAddress, ParentReference } from '../generated/networking-v1';
import { goStruct } from '../go-struct';
import { isIp, isPathSegmentName } from '../names';
import type { Strategy } from '../strategy';
import { validateDnsSubdomain } from '../validation/names';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { IS_IMMUTABLE, validateByRule } from '../validation/scalars';

const SCOPE = { namespaced: false, nameRule: isIp };
const PARENT = FieldPath.of('spec').child('parentRef');

/** The allocation of one Service address; its name is the address. */
export const ipAddressStrategy: Strategy<IPAddress> = {
  validatesOwnMetadata: true,
  validate: errorsOf,
  validateUpdate: (address, old) => {
    const errors = errorsOf(address);
    validateOwnMetadataUpdate(address, old, errors);
    const parent = address.spec?.parentRef;
    if (!equal(parent, old.spec?.parentRef))
      errors.push(invalidValue(PARENT, goStruct('*networking.ParentReference', parent), IS_IMMUTABLE));
    return errors;
  },
};

function errorsOf(address: IPAddress): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadata(address, SCOPE, errors);
  const parent = address.spec?.parentRef;
  if (parent) validateParent(parent, errors);
  else errors.push(required(PARENT));
  return errors;
}

function validateParent(parent: ParentReference, errors: FieldError[]): void {
  if (parent.group) validateDnsSubdomain(parent.group, PARENT.child('group'), errors);
  for (const field of ['resource', 'name', 'namespace'] as const) {
    const value = parent[field];
    if (value) validateByRule(value, isPathSegmentName, PARENT.child(field), errors);
    else if (field !== 'namespace') errors.push(required(PARENT.child(field)));
  }
}
