import { generateKeyPairSync, sign } from 'node:crypto';
import {
  type AlternativeNames,
  NO_ALTERNATIVE_NAMES,
  writeAlternativeNames,
} from '../../../lib/kube/certificates/alternative-names';
import { OCTET_STRING } from '../../../lib/kube/certificates/der';
import {
  bitString,
  der,
  integer,
  NULL,
  objectIdentifier,
  sequence,
  setOf,
  UTF8_STRING,
} from '../../../lib/kube/certificates/der-writer';
import { pemText } from '../../../lib/kube/certificates/pem';

const ATTRIBUTES: { readonly [name: string]: string } = {
  CN: '2.5.4.3',
  SERIAL: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  STREET: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  POSTAL: '2.5.4.17',
  GIVEN: '2.5.4.42',
  DC: '0.9.2342.19200300.100.1.25',
};
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const ALTERNATIVE_NAMES = '2.5.29.17';

/** What a request is to ask for. */
export interface RequestSubject {
  /** Attributes and values, one after another: `CN`, `jane`. */
  readonly subject: readonly (readonly [attribute: string, value: string])[];
  readonly dns?: readonly string[];
  readonly email?: readonly string[];
  /** Addresses as texts of hexadecimal digits. */
  readonly ip?: readonly string[];
  readonly uri?: readonly string[];
  /** @default 'ec' */
  readonly key?: 'ec' | 'ed25519' | 'rsa';
}

/** A request for a certificate (PKCS #10) with its new private key, both in PEM. */
export interface MadeRequest {
  readonly key: string;
  readonly request: string;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer;
}

export function makeRequest({ subject, key = 'ec', ...names }: RequestSubject): MadeRequest {
  const { publicKey, privateKey } = makeKeys(key);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const ip = (names.ip ?? []).map((digits) => Buffer.from(digits, 'hex'));
  const unsigned = sequence(
    integer(Buffer.of(0)),
    sequence(
      ...subject.map(([attribute, value]) =>
        setOf([sequence(objectIdentifier(ATTRIBUTES[attribute]!), der(UTF8_STRING, Buffer.from(value)))]),
      ),
    ),
    spki,
    der(0xa0, ...extensionRequest({ ...NO_ALTERNATIVE_NAMES, ...names, ip })),
  );
  const [algorithm, hash] = SIGNATURES[key];
  const signed = sequence(unsigned, algorithm, bitString(sign(hash, unsigned, privateKey)));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    request: pemText('CERTIFICATE REQUEST', signed),
    publicKey: spki,
  };
}

const SIGNATURES = {
  ec: [sequence(objectIdentifier('1.2.840.10045.4.3.2')), 'sha256'],
  ed25519: [sequence(objectIdentifier('1.3.101.112')), null],
  rsa: [sequence(objectIdentifier('1.2.840.113549.1.1.11'), der(NULL)), 'sha256'],
} as const;

function makeKeys(key: 'ec' | 'ed25519' | 'rsa') {
  if (key === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  return key === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
}

function extensionRequest(names: AlternativeNames): Buffer[] {
  const value = writeAlternativeNames(names);
  if (!value) return [];
  const extension = sequence(objectIdentifier(ALTERNATIVE_NAMES), der(OCTET_STRING, value));
  return [sequence(objectIdentifier(EXTENSION_REQUEST), setOf([sequence(extension)]))];
}
