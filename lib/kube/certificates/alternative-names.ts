import { goQuote } from '../go-format';
import { parseGoUrl } from '../go-url';
import { CertificateFormatError, type DerValue, readDer, readFirst, SEQUENCE } from './der';
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

/** @param value of the extension. @throws CertificateFormatError */
export function readAlternativeNames(value: Buffer): AlternativeNames {
  const names = namesIn(value);
  for (const name of names) {
    const problem = problemOf(name);
    if (problem) throw new CertificateFormatError(`x509: ${problem}`);
  }
  const bytesOf = (wanted: number) => names.filter(({ tag }) => tag === wanted).map(({ content }) => content);
  const textsOf = (wanted: number) => bytesOf(wanted).map((bytes) => bytes.toString('latin1'));
  return { dns: textsOf(DNS), email: textsOf(EMAIL), ip: bytesOf(IP), uri: textsOf(URI) };
}

function namesIn(value: Buffer): readonly DerValue[] {
  let message = 'x509: invalid subject alternative names';
  try {
    const list = readFirst(value);
    if (list.tag !== SEQUENCE) throw new CertificateFormatError(message);
    message = 'x509: invalid subject alternative name';
    return readDer(list.content);
  } catch (error) {
    if (!(error instanceof CertificateFormatError)) throw error;
    throw new CertificateFormatError(message);
  }
}

const TEXTS: { readonly [tag: number]: string | undefined } = {
  [EMAIL]: 'rfc822Name',
  [DNS]: 'dNSName',
  [URI]: 'uniformResourceIdentifier',
};

function problemOf({ tag, content }: DerValue): string | undefined {
  const kind = TEXTS[tag];
  if (kind && content.some((byte) => byte >= 0x80)) return `SAN ${kind} is malformed`;
  if (tag === URI) return uriProblem(content.toString('latin1'));
  return tag === IP && content.length !== 4 && content.length !== 16
    ? `cannot parse IP address of length ${content.length}`
    : undefined;
}

/** Labels of characters that can be seen, which do not end with a dot. */
const DOMAIN = /^([!-\-/-~]+(\.[!-\-/-~]+)*)?$/;

function uriProblem(uri: string): string | undefined {
  const url = parseGoUrl(uri);
  if ('error' in url) return `cannot parse URI ${goQuote(uri)}: ${url.error}`;
  return DOMAIN.test(url.host) ? undefined : `cannot parse URI ${goQuote(uri)}: invalid domain`;
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
