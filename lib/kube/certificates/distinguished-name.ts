import { type DerValue, readDer, readObjectIdentifier, SEQUENCE } from './der';
import { der, objectIdentifier, PRINTABLE_STRING, SET, sequence, setOf, UTF8_STRING } from './der-writer';

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

/** Throws for bytes that are no DER. */
export function readName(name: DerValue | undefined): DistinguishedName {
  const found = new Map<string, string[]>();
  for (const relativeName of members(name, SEQUENCE))
    for (const attribute of members(relativeName, SET)) {
      const [type, value] = members(attribute, SEQUENCE);
      if (!type || !value) continue;
      const identifier = readObjectIdentifier(type);
      const before = SINGLE.has(identifier) ? [] : (found.get(identifier) ?? []);
      found.set(identifier, [...before, textOf(value)]);
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

function members(value: DerValue | undefined, tag: number): DerValue[] {
  return value?.tag === tag ? readDer(value.content) : [];
}

const T61_STRING = 0x14;
const BMP_STRING = 0x1e;

function textOf({ tag, content }: DerValue): string {
  if (tag === T61_STRING) return content.toString('latin1');
  if (tag === BMP_STRING) return Buffer.from(content).swap16().toString('utf16le');
  return content.toString();
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
