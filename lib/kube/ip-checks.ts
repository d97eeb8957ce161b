import { goQuote } from './go-format';
import { isMapped, networkAddress, parseCidr, parseIp, printCidr, printIp } from './ip';

/** Checks of addresses and networks, like those of `names.ts`: what is wrong, in Kubernetes' words. */

const EXTRA_ZEROS = /(^|:)0\d+\.|\.0\d|[0-9a-f]{5}/i;

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const PLAIN_IPV4 = new RegExp(`^(?:${OCTET}\\.){3}${OCTET}$`);

/** Whether this is an IPv4 address as everybody writes it: every check lets it pass. */
export function isPlainIpv4(value: string): boolean {
  return PLAIN_IPV4.test(value);
}

/** An address in canonical form: what newer fields ask for. */
export function isIp(value: string): string[] {
  const problems = isIpForLegacyField(value);
  return problems.length > 0 ? problems : inCanonicalForm(value, printIp(parseIp(value)!));
}

/** An address in any unambiguous form. `strict` is false for what older objects may still contain. */
export function isIpForLegacyField(value: string, strict = true): string[] {
  if (isPlainIpv4(value)) return [];
  const address = parseIp(value);
  if (!address) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
  if (!strict) return [];
  if (EXTRA_ZEROS.test(value)) return ['must not have leading 0s'];
  return isMapped(address) ? ['must not be an IPv4-mapped IPv6 address'] : [];
}

/** A network in canonical form. */
export function isCidr(value: string): string[] {
  const problems = isCidrForLegacyField(value);
  return problems.length > 0 ? problems : inCanonicalForm(value, printCidr(parseCidr(value)!));
}

/** A network in any unambiguous form. `strict` is false for what older objects may still contain. */
export function isCidrForLegacyField(value: string, strict = true): string[] {
  const network = parseCidr(value);
  if (!network) return ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
  if (!strict) return [];
  if (EXTRA_ZEROS.test(value) || /\/0\d/.test(value))
    return ['must not have leading 0s in IP or prefix length'];
  if (isMapped(network.address)) return ['must not have an IPv4-mapped IPv6 address'];
  return networkAddress(network).bits === network.address.bits
    ? []
    : ['must not have bits set beyond the prefix length'];
}

function inCanonicalForm(value: string, canonical: string): string[] {
  return value === canonical ? [] : [`must be in canonical form (${goQuote(canonical)})`];
}
