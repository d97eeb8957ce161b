import { duplicate, type FieldError, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import type { ServiceSpec } from '../generated/core-v1';
import { isMapped, parseIp } from '../ip';
import { HEADLESS, isHeadless, needsClusterIp } from '../service-kinds';
import { validateLegacyIp } from './ip';

/** `clusterIPs`, `ipFamilies` and `ipFamilyPolicy` of a Service, and what an update may do to them. */

const SPEC = FieldPath.of('spec');
const CLUSTER_IPS = SPEC.child('clusterIPs');
const IP_FAMILIES = SPEC.child('ipFamilies');
const IP_FAMILY_POLICY = SPEC.child('ipFamilyPolicy');

const FAMILIES = ['IPv4', 'IPv6'];
const FAMILY_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

const isIpv6 = (text: string) => {
  const address = parseIp(text);
  return address?.family === 6 && !isMapped(address);
};

export function validateClusterIps(
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
  errors: FieldError[],
): void {
  if (!needsClusterIp(spec)) return;
  const { clusterIP, clusterIPs = [], ipFamilyPolicy } = spec;
  if (clusterIP) {
    if (clusterIPs.length === 0) errors.push(required(CLUSTER_IPS));
    else if (clusterIPs[0] !== clusterIP)
      errors.push(invalidValue(CLUSTER_IPS, clusterIPs, 'first value must match `clusterIP`'));
  } else if (clusterIPs.length > 0) {
    errors.push(invalidValue(CLUSTER_IPS, clusterIPs, 'must be empty when `clusterIP` is not specified'));
  }
  validateFamilyNames(spec.ipFamilies ?? [], errors);
  if (ipFamilyPolicy !== undefined && !FAMILY_POLICIES.includes(ipFamilyPolicy))
    errors.push(notSupported(IP_FAMILY_POLICY, ipFamilyPolicy, FAMILY_POLICIES));
  if (validateAddresses(clusterIPs, old?.clusterIPs, errors)) validateFamiliesMatch(spec, errors);
}

function validateFamilyNames(families: readonly string[], errors: FieldError[]): void {
  families.forEach((family, index) => {
    if (!FAMILIES.includes(family)) errors.push(notSupported(IP_FAMILIES.index(index), family, FAMILIES));
    if (families.indexOf(family) < index) errors.push(duplicate(IP_FAMILIES.index(index), family));
  });
}

/** Whether all of them are addresses. */
function validateAddresses(
  clusterIPs: readonly string[],
  stored: readonly string[] | undefined,
  errors: FieldError[],
): boolean {
  const before = errors.length;
  clusterIPs.forEach((address, index) => {
    if (index === 0 && address === HEADLESS) {
      if (clusterIPs.length > 1)
        errors.push(invalidValue(CLUSTER_IPS, clusterIPs, "'None' must be the first and only value"));
    } else {
      validateLegacyIp(address, CLUSTER_IPS.index(index), errors, stored);
    }
  });
  const allValid = errors.length === before;
  if (clusterIPs.length > 2)
    errors.push(invalidValue(CLUSTER_IPS, clusterIPs, 'may only hold up to 2 values'));
  return allValid;
}

function validateFamiliesMatch(spec: ServiceSpec, errors: FieldError[]): void {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  if (clusterIPs.length > 1 && clusterIPs.every(isIpv6) === clusterIPs.some(isIpv6))
    errors.push(invalidValue(CLUSTER_IPS, clusterIPs, 'may specify no more than one IP for each IP family'));
  if (isHeadless(spec)) return;
  for (const [index, address] of clusterIPs.entries()) {
    const family = ipFamilies[index];
    if (!FAMILIES.includes(family ?? '') || isIpv6(address) === (family === 'IPv6')) continue;
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    errors.push(invalidValue(CLUSTER_IPS.index(index), address, detail));
  }
}

const isSingleStack = (spec: ServiceSpec) => spec.ipFamilyPolicy === 'SingleStack';
const CHANGED = 'may not change once set';

/** Addresses do not change, except that a second one comes and goes with dual stack. */
export function validateClusterIpsUpdate(spec: ServiceSpec, old: ServiceSpec, errors: FieldError[]): void {
  if (!needsClusterIp(spec) || !needsClusterIp(old) || (isHeadless(old) && isHeadless(spec))) return;
  const { clusterIPs = [] } = spec;
  const { clusterIPs: before = [] } = old;
  if (clusterIPs.length === before.length) {
    before.forEach((address, index) => {
      if (address !== clusterIPs[index])
        errors.push(invalidValue(CLUSTER_IPS.index(index), clusterIPs, CHANGED));
    });
    return;
  }
  if (clusterIPs.length === 0)
    errors.push(invalidValue(CLUSTER_IPS.index(0), spec.clusterIPs, 'primary clusterIP can not be unset'));
  else if (before.length > 0 && clusterIPs[0] !== before[0])
    errors.push(invalidValue(CLUSTER_IPS.index(0), clusterIPs, CHANGED));
  if (clusterIPs.length === 1 && before.length > 1 && !isSingleStack(spec))
    errors.push(releasing('clusterIP', spec));
}

export function validateIpFamiliesUpdate(spec: ServiceSpec, old: ServiceSpec, errors: FieldError[]): void {
  if (!needsClusterIp(spec) || !needsClusterIp(old) || isHeadless(spec) || isHeadless(old)) return;
  const { ipFamilies = [], clusterIPs } = spec;
  const { ipFamilies: before = [] } = old;
  if (ipFamilies.length === before.length) {
    before.forEach((family, index) => {
      if (family !== ipFamilies[index]) errors.push(invalidValue(IP_FAMILIES.index(0), ipFamilies, CHANGED));
    });
    return;
  }
  const isReleased = before.length > ipFamilies.length;
  if (isReleased && !clusterIPs?.length)
    errors.push(invalidValue(IP_FAMILIES.index(0), spec.ipFamilies, 'primary ipFamily can not be unset'));
  if (ipFamilies.length > 0 && before.length > 0 && ipFamilies[0] !== before[0])
    errors.push(invalidValue(IP_FAMILIES.index(0), clusterIPs, CHANGED));
  if (isReleased && ipFamilies.length === 1 && !isSingleStack(spec)) errors.push(releasing('ipFamily', spec));
}

function releasing(what: string, spec: ServiceSpec): FieldError {
  return invalidValue(
    IP_FAMILY_POLICY,
    spec.ipFamilyPolicy,
    `must be set to 'SingleStack' when releasing the secondary ${what}`,
  );
}
