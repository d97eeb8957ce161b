import { type FieldError, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import type { ServiceCIDR } from '../generated/networking-v1';
import { parseCidr } from '../ip';
import { isCidr } from '../names';
import type { Strategy } from '../strategy';
import { IS_IMMUTABLE, validateByRule } from '../validation/scalars';
import { withOldMetadata } from './status-metadata';

const CIDRS = FieldPath.of('spec').child('cidrs');
const ONE_OF_EACH =
  'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';

/** A range of Service addresses. */
export const serviceCidrStrategy: Strategy<ServiceCIDR> = {
  validate: ({ spec }) => {
    const errors: FieldError[] = [];
    validateRanges(spec?.cidrs ?? [], errors);
    return errors;
  },
  validateUpdate: ({ spec }, old) => {
    const errors: FieldError[] = [];
    validateRangesAreKept(spec?.cidrs ?? [], old.spec?.cidrs ?? [], errors);
    return errors;
  },
  prepareForStatusUpdate: withOldMetadata,
};

function validateRanges(cidrs: readonly string[], errors: FieldError[]): void {
  if (cidrs.length === 0) errors.push(required(CIDRS, 'at least one CIDR required'));
  if (cidrs.length > 2) {
    errors.push(invalidValue(CIDRS, { CIDRs: cidrs }, 'may only hold up to 2 values'));
    return;
  }
  cidrs.forEach((cidr, index) => {
    validateByRule(cidr, isCidr, CIDRS.index(index), errors);
  });
  const [first, second] = cidrs.map((cidr) => parseCidr(cidr)?.address.family);
  if (first !== undefined && first === second) errors.push(invalidValue(CIDRS, cidrs, ONE_OF_EACH));
}

/** A range of the other family may be added; nothing else may change. */
function validateRangesAreKept(cidrs: readonly string[], old: readonly string[], errors: FieldError[]): void {
  const grows = old.length === 1 && cidrs.length === 2;
  if (!grows && cidrs.length !== old.length) {
    errors.push(invalidValue(CIDRS, cidrs, IS_IMMUTABLE));
    return;
  }
  old.forEach((cidr, index) => {
    if (cidrs[index] !== cidr) errors.push(invalidValue(CIDRS.index(index), cidrs[index], IS_IMMUTABLE));
  });
  if (grows) validateRanges(cidrs, errors);
}
