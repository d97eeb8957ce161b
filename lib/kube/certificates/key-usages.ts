import { bitString, objectIdentifier, sequence } from './der-writer';

/** What keys may be used for, in the API's words, by the number of its bit in a certificate. */
const BITS: { readonly [usage: string]: number | undefined } = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
};

/** The other usages; a certificate names them in this order. */
const EXTENDED: { readonly [usage: string]: string } = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
};

/** The value of the extension for basic usages; undefined when there is none among them. */
export function writeKeyUsage(usages: readonly string[]): Buffer | undefined {
  const bits = new Set(usages.flatMap((usage) => BITS[usage] ?? []));
  if (bits.size === 0) return undefined;
  const last = Math.max(...bits);
  const bytes = Buffer.alloc(Math.floor(last / 8) + 1);
  for (const bit of bits) bytes[bit >> 3]! |= 0x80 >> (bit % 8);
  return bitString(bytes, 7 - (last % 8));
}

/** The value of the extension for all other usages; undefined when there is none among them. */
export function writeExtendedKeyUsage(usages: readonly string[]): Buffer | undefined {
  const identifiers = new Set(
    Object.entries(EXTENDED).flatMap(([usage, identifier]) => (usages.includes(usage) ? identifier : [])),
  );
  return identifiers.size > 0 ? sequence(...[...identifiers].map(objectIdentifier)) : undefined;
}
