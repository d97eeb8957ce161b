/** IP addresses and networks, read as leniently as the API server reads them, printed in canonical form (RFC 5952). */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

export interface IpNetwork {
  /** The address as it was written, with the bits beyond the prefix. */
  readonly address: IpAddress;
  readonly prefixLength: number;
}

const MAPPED_PREFIX = 0xffffn << 32n;

/** Leading zeros in IPv4 octets are allowed, and mean nothing. Undefined when it is no address. */
export function parseIp(text: string): IpAddress | undefined {
  const first = /[.:]/.exec(text)?.[0];
  if (first === '.') return parseIpv4(text);
  return first === ':' ? parseIpv6(text) : undefined;
}

/** `10.0.0.0/8`. Undefined when it is no network. */
export function parseCidr(text: string): IpNetwork | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const written = text.slice(0, slash);
  const length = text.slice(slash + 1);
  const address = parseIpv4(written) ?? parseIpv6(written);
  if (!address || !/^\d+$/.test(length)) return undefined;
  const prefixLength = Number(length);
  return prefixLength <= widthOf(address) ? { address, prefixLength } : undefined;
}

export function printIp({ family, bits }: IpAddress): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.');
  if (isMapped({ family, bits })) return printIp({ family: 4, bits: bits & 0xffffffffn });
  return printGroups(groupsOf(bits));
}

/** The network with the bits beyond the prefix cleared. */
export function printCidr(network: IpNetwork): string {
  const base = networkAddress(network);
  const mapped = isMapped(base) && network.prefixLength >= 96;
  return `${mapped ? printIp(base) : printUnmapped(base)}/${mapped ? network.prefixLength - 96 : network.prefixLength}`;
}

export function networkAddress({ address, prefixLength }: IpNetwork): IpAddress {
  const free = BigInt(widthOf(address) - prefixLength);
  return { family: address.family, bits: (address.bits >> free) << free };
}

export function contains(network: IpNetwork, { family, bits }: IpAddress): boolean {
  if (network.address.family !== family) return false;
  const free = BigInt(widthOf(network.address) - network.prefixLength);
  return network.address.bits >> free === bits >> free;
}

/** An IPv4 address written as IPv6: `::ffff:10.0.0.1`. */
export function isMapped({ family, bits }: IpAddress): boolean {
  return family === 6 && bits >> 32n === MAPPED_PREFIX >> 32n;
}

function widthOf({ family }: IpAddress): 32 | 128 {
  return family === 4 ? 32 : 128;
}

function parseIpv4(text: string): IpAddress | undefined {
  const octets = text.split('.');
  if (octets.length !== 4) return undefined;
  let bits = 0n;
  for (const octet of octets) {
    if (!/^\d+$/.test(octet) || Number(octet) > 255) return undefined;
    bits = (bits << 8n) | BigInt(Number(octet));
  }
  return { family: 4, bits };
}

function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1]!, true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return { family: 6, bits: groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n) };
}

/** Colon-separated groups; the last one may be an IPv4 address when it ends the text. */
function parseGroups(text: string, ends: boolean): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (ends && index === parts.length - 1 && part.includes('.')) {
      const ipv4 = parseIpv4(part);
      if (!ipv4) return undefined;
      groups.push(Number(ipv4.bits >> 16n), Number(ipv4.bits & 0xffffn));
    } else {
      if (!/^[0-9a-f]+$/i.test(part) || Number.parseInt(part, 16) > 0xffff) return undefined;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

function groupsOf(bits: bigint): number[] {
  return Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(112 - 16 * index)) & 0xffffn));
}

function printUnmapped(address: IpAddress): string {
  return address.family === 4 ? printIp(address) : printGroups(groupsOf(address.bits));
}

/** The longest run of two or more zero groups, the first of equals, becomes `::`. */
function printGroups(groups: readonly number[]): string {
  let start = -1;
  let length = 1;
  for (let index = 0; index < groups.length; index++) {
    let run = 0;
    while (groups[index + run] === 0) run++;
    if (run > length) [start, length] = [index, run];
  }
  const hex = (from: number, to?: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return start < 0 ? hex(0) : `${hex(0, start)}::${hex(start + length)}`;
}
