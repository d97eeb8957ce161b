import { goQuote } from '../../go-format';
import {
  contains,
  type IpAddress,
  type IpNetwork,
  isMapped,
  networkAddress,
  parseCidr,
  parseIp,
  printIp,
} from '../../ip';
import { global, type Library, member } from '../declarations';
import { BOOL, INT, opaque, STRING } from '../types';
import { CelFailure, CelOpaque, type CelResult, type CelValue, NO_SUCH_OVERLOAD } from '../values';
import { PER_CHARACTER, sizeForCost, traversal } from './cost';

const IP_TYPE = 'net.IP';
const CIDR_TYPE = 'net.CIDR';
const IP = opaque(IP_TYPE);
const CIDR = opaque(CIDR_TYPE);

class IpValue extends CelOpaque {
  readonly typeName = IP_TYPE;

  constructor(readonly address: IpAddress) {
    super();
  }

  equals({ address }: IpValue): boolean {
    return this.address.family === address.family && this.address.bits === address.bits;
  }

  /** So many bits from the left. */
  prefix(length: number): bigint {
    const { family, bits } = this.address;
    return bits >> BigInt((family === 4 ? 32 : 128) - length);
  }
}

class CidrValue extends CelOpaque {
  readonly typeName = CIDR_TYPE;

  constructor(readonly network: IpNetwork) {
    super();
  }

  equals({ network }: CidrValue): boolean {
    const { address, prefixLength } = this.network;
    return prefixLength === network.prefixLength && new IpValue(address).equals(new IpValue(network.address));
  }

  override toString(): string {
    return `${printIp(this.network.address)}/${this.network.prefixLength}`;
  }
}

/** Leading zeros and zones are refused, as Go's newer parser does. */
function readIp(text: string): IpValue | CelFailure {
  const isZoned = /^[0-9a-fA-F:.]+%.+$/.test(text) && text.includes(':');
  if (isZoned) return new CelFailure(`IP address ${goQuote(text)} with zone value is not allowed`);
  const address = parseIp(text);
  const problem = address ? octetProblem(text) : ipProblem(text);
  if (!address || problem !== undefined)
    return new CelFailure(
      `IP Address ${goQuote(text)} parse error during conversion from string: ParseAddr(${goQuote(text)}): ${problem}`,
    );
  if (isMapped(address)) return new CelFailure(`IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`);
  return new IpValue(address);
}

function octetProblem(text: string): string | undefined {
  return /(?:^|[.:])0\d+(?=\.|$)/.test(text) && text.includes('.')
    ? 'IPv4 field has octet with leading zero'
    : undefined;
}

/** What Go says first of a text that is no address. */
function ipProblem(text: string): string {
  if (!/[.:]/.test(text)) return 'unable to parse IP';
  if (text.includes(':')) return 'unable to parse IP';
  for (const octet of text.split('.')) {
    if (octet === '') return 'IPv4 field must have at least one digit';
    if (/^0\d/.test(octet)) return 'IPv4 field has octet with leading zero';
    if (!/^\d+$/.test(octet)) return 'unexpected character';
    if (Number(octet) > 255) return 'IPv4 field has value >255';
  }
  return text.split('.').length < 4 ? 'IPv4 address too short' : 'IPv4 address too long';
}

function readCidr(text: string): CidrValue | CelFailure {
  const wrong = (why: string) => {
    const problem = `network address parse error during conversion from string: `;
    return new CelFailure(`${problem}${problem}netip.ParsePrefix(${goQuote(text)}): ${why}`);
  };
  const slash = text.lastIndexOf('/');
  if (slash < 0) return wrong("no '/'");
  const network = parseCidr(text);
  const address = readIp(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address instanceof CelFailure && !address.message.startsWith('IPv4-mapped'))
    return wrong(address.message.replace(/^.*?(?=ParseAddr)/, ''));
  if (!network || /^0\d/.test(length))
    return wrong(
      /^(?:0|[1-9]\d{0,2})$/.test(length)
        ? 'prefix length out of range'
        : `bad bits after slash: ${goQuote(length)}`,
    );
  if (address instanceof CelFailure)
    return new CelFailure(
      `network address parse error during conversion from string: IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`,
    );
  return new CidrValue(network);
}

const isLoopback = (ip: IpValue) =>
  ip.address.family === 4 ? ip.prefix(8) === 127n : ip.address.bits === 1n;
const isMulticast = (ip: IpValue) =>
  ip.address.family === 4 ? ip.prefix(4) === 0xen : ip.prefix(8) === 0xffn;
const isLinkLocal = (ip: IpValue) =>
  ip.address.family === 4 ? ip.prefix(16) === 0xa9fen : ip.prefix(10) === 0x3fan;
const isLinkLocalMulticast = (ip: IpValue) =>
  ip.address.family === 4 ? ip.prefix(24) === 0xe00000n : (ip.prefix(16) & 0xff0fn) === 0xff02n;
const isUnspecified = ({ address }: IpValue) => address.bits === 0n;
const isBroadcast = ({ address }: IpValue) => address.family === 4 && address.bits === 0xffffffffn;

const isGlobal = (ip: IpValue) =>
  !isUnspecified(ip) && !isBroadcast(ip) && !isLoopback(ip) && !isMulticast(ip) && !isLinkLocal(ip);

const holds = (name: string, test: (ip: IpValue) => boolean) => member(name, [IP], BOOL, test);

function containsCidr({ network }: CidrValue, { network: other }: CidrValue): boolean {
  return network.prefixLength <= other.prefixLength && contains(network, other.address);
}

const containsIp = ({ network }: CidrValue, { address }: IpValue) => contains(network, address);

function withParsed<T extends CelOpaque>(
  parse: (text: string) => T | CelFailure,
  test: (cidr: CidrValue, value: T) => boolean,
): (cidr: CidrValue, text: string) => CelResult {
  return (cidr, text) => {
    const value = parse(text);
    return value instanceof CelFailure ? NO_SUCH_OVERLOAD : test(cidr, value);
  };
}

const parsedCost = ([, text]: readonly CelValue[]) => 1 + Math.ceil(sizeForCost(text) * PER_CHARACTER);
/** Two networks are masked and compared. */
const NETWORKS_COST = 3;
const parsedNetworkCost = ([, text]: readonly CelValue[]) =>
  NETWORKS_COST + Math.ceil(sizeForCost(text) * PER_CHARACTER);

/** IP addresses and networks: `cidr('10.0.0.0/8').containsIP('10.1.2.3')`. */
export const NETWORK: Library = [
  global('ip', [STRING], IP, readIp, traversal()),
  global('isIP', [STRING], BOOL, (text: string) => readIp(text) instanceof IpValue, traversal()),
  global('ip.isCanonical', [STRING], BOOL, isCanonical, traversal(2)),
  global('string', [IP], STRING, ({ address }: IpValue) => printIp(address)),
  member('family', [IP], INT, ({ address }: IpValue) => BigInt(address.family)),
  holds('isUnspecified', isUnspecified),
  holds('isLoopback', isLoopback),
  holds('isLinkLocalMulticast', isLinkLocalMulticast),
  holds('isLinkLocalUnicast', isLinkLocal),
  holds('isGlobalUnicast', isGlobal),
  global('cidr', [STRING], CIDR, readCidr, traversal()),
  global('isCIDR', [STRING], BOOL, (text: string) => readCidr(text) instanceof CidrValue, traversal()),
  global('string', [CIDR], STRING, String),
  member('containsIP', [CIDR, STRING], BOOL, withParsed(readIp, containsIp), parsedCost),
  member('containsIP', [CIDR, IP], BOOL, containsIp),
  member('containsCIDR', [CIDR, STRING], BOOL, withParsed(readCidr, containsCidr), parsedNetworkCost),
  member('containsCIDR', [CIDR, CIDR], BOOL, containsCidr, () => NETWORKS_COST),
  member('ip', [CIDR], IP, ({ network }: CidrValue) => new IpValue(network.address)),
  member('prefixLength', [CIDR], INT, ({ network }: CidrValue) => BigInt(network.prefixLength)),
  member(
    'masked',
    [CIDR],
    CIDR,
    ({ network }: CidrValue) => new CidrValue({ ...network, address: networkAddress(network) }),
  ),
];

function isCanonical(text: string): CelResult {
  const ip = readIp(text);
  return ip instanceof CelFailure ? ip : printIp(ip.address) === text;
}
