import { readDer } from './der';
import { der, sequence } from './der-writer';

/** Other names of who a certificate is for: those kinds that Kubernetes knows. */
export interface AlternativeNames {
  readonly dns: readonly string[];
  readonly email: readonly string[];
  /** 4 or 16 bytes each. */
  readonly ip: readonly Buffer[];
  readonly uri: readonly string[];
}

export const NO_ALTERNATIVE_NAMES: AlternativeNames = { dns: [], email: [], ip: [], uri: [] };

const EMAIL = 0x81;
const DNS = 0x82;
const URI = 0x86;
const IP = 0x87;

/** @param value of the extension. Throws for bytes that are no DER. */
export function readAlternativeNames(value: Buffer): AlternativeNames {
  const names = readDer(value).flatMap(({ content }) => readDer(content));
  const bytesOf = (wanted: number) => names.filter(({ tag }) => tag === wanted).map(({ content }) => content);
  const textsOf = (wanted: number) => bytesOf(wanted).map((bytes) => bytes.toString('latin1'));
  return { dns: textsOf(DNS), email: textsOf(EMAIL), ip: bytesOf(IP), uri: textsOf(URI) };
}

/** The value of the extension, in the order in which Kubernetes writes it; undefined for no name. */
export function writeAlternativeNames({ dns, email, ip, uri }: AlternativeNames): Buffer | undefined {
  const text = (tag: number) => (name: string) => der(tag, Buffer.from(name, 'latin1'));
  const names = [
    ...dns.map(text(DNS)),
    ...email.map(text(EMAIL)),
    ...ip.map((address) => der(IP, shortest(address))),
    ...uri.map(text(URI)),
  ];
  return names.length > 0 ? sequence(...names) : undefined;
}

const MAPPED = Buffer.from('00000000000000000000ffff', 'hex');

/** An IPv4 address that is written as an IPv6 one, in its 4 bytes. */
function shortest(address: Buffer): Buffer {
  const isMapped = address.length === 16 && address.subarray(0, MAPPED.length).equals(MAPPED);
  return isMapped ? address.subarray(MAPPED.length) : address;
}
