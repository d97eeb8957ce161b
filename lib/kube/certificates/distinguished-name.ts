import { isUtf8 } from 'node:buffer';
import {
  CertificateFormatError,
  type DerValue,
  expectTag,
  OBJECT_IDENTIFIER,
  readDer,
  readListOf,
  readObjectIdentifier,
  SEQUENCE,
  SET,
  syntaxError,
} from './der';
import { der, objectIdentifier, PRINTABLE_STRING, sequence, setOf, UTF8_STRING } from './der-writer';

/** Who a certificate is for, as far as Kubernetes reads it: everything else in a name is lost when it is signed. */
export interface DistinguishedName {
  /** The name of the user; empty for none. */
  readonly commonName: string;
  /** The user's groups. */
  readonly organizations: readonly string[];
  /** Values by the types of their attributes (`2.5.4.6` is a country), in the order in which Kubernetes writes them. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

const COMMON_NAME = '2.5.4.3';
const SERIAL_NUMBER = '2.5.4.5';
const ORGANIZATION = '2.5.4.10';
/** Country, province, locality, street, postal code, organization, its unit, common name, serial number. */
const WRITTEN: readonly string[] = [
  '2.5.4.6',
  '2.5.4.8',
  '2.5.4.7',
  '2.5.4.9',
  '2.5.4.17',
  ORGANIZATION,
  '2.5.4.11',
  COMMON_NAME,
  SERIAL_NUMBER,
];
/** Of these the last one counts. */
const SINGLE: ReadonlySet<string> = new Set([COMMON_NAME, SERIAL_NUMBER]);

/** @throws CertificateFormatError */
export function readName(name: DerValue): DistinguishedName {
  const list = expectTag(name, SEQUENCE, 'RDNSequence', name.whole);
  const found = new Map<string, string[]>();
  for (const { type, text } of readListOf(list, SET).flatMap(attributesOf)) {
    const before = SINGLE.has(type) ? [] : (found.get(type) ?? []);
    if (text !== undefined) found.set(type, [...before, text]);
  }
  const known = WRITTEN.flatMap((type) => (found.has(type) ? [[type, found.get(type)!] as const] : []));
  return nameOf(new Map(known));
}

/** @param attributes values by the types of their attributes */
export function nameOf(attributes: ReadonlyMap<string, readonly string[]>): DistinguishedName {
  return {
    commonName: attributes.get(COMMON_NAME)?.[0] ?? '',
    organizations: attributes.get(ORGANIZATION) ?? [],
    attributes,
  };
}

/** The name of a common name alone. */
export function commonNameOnly(commonName: string): DistinguishedName {
  return nameOf(new Map([[COMMON_NAME, [commonName]]]));
}

/** @returns texts; undefined for values of other kinds */
function attributesOf(
  relativeName: DerValue,
): { readonly type: string; readonly text: string | undefined }[] {
  return readListOf(relativeName, SEQUENCE).map(({ content }) => {
    const [type, value] = readDer(content);
    const identifier = expectTag(type, OBJECT_IDENTIFIER, 'ObjectIdentifier', content);
    if (!value) throw syntaxError('sequence truncated');
    return { type: readObjectIdentifier(identifier), text: READERS[value.tag]?.(value.content) };
  });
}

const IA5_STRING = 0x16;
const NUMERIC_STRING = 0x12;
const T61_STRING = 0x14;
const BMP_STRING = 0x1e;

/** By the tag of the value. */
const READERS: { readonly [tag: number]: ((content: Buffer) => string) | undefined } = {
  [UTF8_STRING]: readUtf8,
  [PRINTABLE_STRING]: (content) => readAscii('PrintableString', /^[A-Za-z0-9 '()+,\-./:=?*&]*$/, content),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  [IA5_STRING]: (content) => readAscii('IA5String', /^[\x00-\x7f]*$/, content),
  [NUMERIC_STRING]: (content) => readAscii('NumericString', /^[0-9 ]*$/, content),
  [T61_STRING]: (content) => content.toString('latin1'),
  [BMP_STRING]: readBmp,
};

function readAscii(kind: string, allowed: RegExp, content: Buffer): string {
  const text = content.toString('latin1');
  if (!allowed.test(text)) throw syntaxError(`${kind} contains invalid character`);
  return text;
}

function readUtf8(content: Buffer): string {
  if (!isUtf8(content)) throw new CertificateFormatError('asn1: invalid UTF-8 string');
  return content.toString();
}

/** No characters, or parts of such as need two of them. */
const RESERVED = /[\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff]/;

function readBmp(content: Buffer): string {
  if (content.length % 2 !== 0) throw new CertificateFormatError('invalid BMPString');
  const text = Buffer.from(content).swap16().toString('utf16le').replace(/\0$/, '');
  if (RESERVED.test(text)) throw new CertificateFormatError('invalid BMPString');
  return text;
}

/** In DER. The values of one attribute share a set, whose order is that of their bytes. */
export function writeName({ attributes }: DistinguishedName): Buffer {
  const relativeNames: Buffer[] = [];
  for (const [type, values] of attributes) {
    const written = values.filter((value) => value !== '' || !SINGLE.has(type));
    if (written.length === 0) continue;
    const identifier = objectIdentifier(type);
    relativeNames.push(setOf(written.map((value) => sequence(identifier, writeText(value)))));
  }
  return sequence(...relativeNames);
}

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

function writeText(text: string): Buffer {
  return der(PRINTABLE.test(text) ? PRINTABLE_STRING : UTF8_STRING, Buffer.from(text));
}
