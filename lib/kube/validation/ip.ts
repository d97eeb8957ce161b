import { type FieldError, invalidValue } from '../field-error';
import type { FieldPath } from '../field-path';
import { goQuote } from '../go-format';
import {
  contains,
  type IpNetwork,
  isMapped,
  networkAddress,
  parseCidr,
  parseIp,
  printCidr,
  printIp,
} from '../ip';
import { isPlainIpv4 } from '../ip-checks';
import { isCidrForLegacyField, isIpForLegacyField } from '../names';
import { validateByRule } from './scalars';

/** An address in one of the old fields: any unambiguous spelling, and whatever was already stored. */
export function validateLegacyIp(
  text: string,
  path: FieldPath,
  errors: FieldError[],
  stored: readonly string[] = [],
): void {
  if (!stored.includes(text)) validateByRule(text, isIpForLegacyField, path, errors);
}

/** The same for a network in CIDR notation. */
export function validateLegacyCidr(
  text: string,
  path: FieldPath,
  errors: FieldError[],
  stored: readonly string[] = [],
): void {
  if (!stored.includes(text)) validateByRule(text, isCidrForLegacyField, path, errors);
}

/** Warnings for an address that {@link validateLegacyIp} lets through in an unusual spelling. */
export function ipWarnings(text: string, path: FieldPath): string[] {
  if (isPlainIpv4(text)) return [];
  const address = parseIp(text);
  if (!address) return [];
  const canonical = goQuote(printIp(address));
  if (isIpForLegacyField(text).length > 0)
    return [`${path}: non-standard IP address ${goQuote(text)} is invalid: use ${canonical}`];
  if (address.family === 6 && printIp(address) !== text)
    return [`${path}: IPv6 address ${goQuote(text)} should be in RFC 5952 canonical format (${canonical})`];
  return [];
}

/** The same for a network. */
export function cidrWarnings(text: string, path: FieldPath): string[] {
  const network = parseCidr(text);
  if (!network) return [];
  const warnings: string[] = [];
  const canonical = goQuote(printCidr(network));
  const base = { ...network, address: networkAddress(network) };
  if (base.address.bits !== network.address.bits) {
    const single = goQuote(`${printIp(network.address)}/${network.address.family === 4 ? 32 : 128}`);
    warnings.push(
      `${path}: CIDR value ${goQuote(text)} is ambiguous in this context (should be ${canonical} or ${single}?)`,
    );
  }
  if (isMapped(network.address) || isCidrForLegacyField(text).some((problem) => problem.includes('leading')))
    warnings.push(`${path}: non-standard CIDR value ${goQuote(text)} is invalid: use ${canonical}`);
  if (warnings.length === 0 && network.address.family === 6 && printCidr(network) !== text)
    warnings.push(
      `${path}: IPv6 CIDR value ${goQuote(text)} should be in RFC 5952 canonical format (${canonical})`,
    );
  return warnings;
}

const network = (text: string) => parseCidr(text)!;
const LOOPBACK = [network('127.0.0.0/8'), network('::1/128')];
const LINK_LOCAL = [network('169.254.0.0/16'), network('fe80::/10')];
const LINK_LOCAL_MULTICAST = [network('224.0.0.0/24'), network('ff02::/16')];

/** An address that an endpoint or an external load balancer may have: one that other machines can reach. */
export function validateEndpointIp(text: string, path: FieldPath, errors: FieldError[]): void {
  const address = parseIp(text);
  if (!address) {
    errors.push(invalidValue(path, text, 'must be a valid IP address'));
    return;
  }
  const refuse = (detail: string) => void errors.push(invalidValue(path, text, detail));
  const within = (networks: readonly IpNetwork[]) => networks.some((one) => contains(one, address));
  if (address.bits === 0n) refuse(`may not be unspecified (${text})`);
  if (within(LOOPBACK)) refuse('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  if (within(LINK_LOCAL)) refuse('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  if (within(LINK_LOCAL_MULTICAST))
    refuse('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
}
