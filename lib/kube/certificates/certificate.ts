import { type AlternativeNames, writeAlternativeNames } from './alternative-names';
import { OCTET_STRING, readDer, readObjectIdentifier, SEQUENCE } from './der';
import { BOOLEAN, bitString, der, derTime, integer, objectIdentifier, sequence } from './der-writer';
import { type DistinguishedName, writeName } from './distinguished-name';
import { writeExtendedKeyUsage, writeKeyUsage } from './key-usages';

/** What a certificate says, without who issues it. */
export interface CertificateTemplate {
  readonly subject: DistinguishedName;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer;
  /** In the API's words: `digital signature`, `client auth`. */
  readonly usages: readonly string[];
  readonly alternativeNames: AlternativeNames;
  /** Milliseconds since the Unix epoch; parts of a second are dropped. */
  readonly notBefore: number;
  /** The same. */
  readonly notAfter: number;
  /** Given to an authority only: the identifier of its key. @default it may not sign certificates */
  readonly authorityKey?: Buffer;
}

/** Who issues a certificate. */
export interface CertificateIssuer {
  /** In DER. */
  readonly name: Buffer;
  /** @default it has none, and its certificates name none */
  readonly keyIdentifier?: Buffer;
  /** AlgorithmIdentifier of its signatures, in DER. */
  readonly algorithm: Buffer;
}

/** Milliseconds for which certificates are valid before they are issued: for clocks that are slow. */
export const BACKDATED = 300_000;

/** Signs certificates, at once. */
export interface CertificateAuthority {
  /** Milliseconds since the Unix epoch: nothing that it signs is valid for longer. */
  readonly notAfter: number;
  /** A new certificate, in PEM. */
  issue(template: CertificateTemplate): string;
}

const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const BASIC_CONSTRAINTS = '2.5.29.19';
const SUBJECT_KEY = '2.5.29.14';
const AUTHORITY_KEY = '2.5.29.35';
const ALTERNATIVE_NAMES = '2.5.29.17';
/** Written as its number less one. */
const VERSION_3 = der(0xa0, integer(Buffer.of(2)));
const TRUE = der(BOOLEAN, Buffer.of(0xff));

/** What the issuer signs: the certificate without its signature, in DER, as Kubernetes' signers write it. */
export function unsignedCertificate(
  template: CertificateTemplate,
  { name, keyIdentifier, algorithm }: CertificateIssuer,
  serialNumber: Buffer,
): Buffer {
  const { publicKey, notBefore, notAfter } = template;
  const subject = writeName(template.subject);
  // Who issues a certificate to a namesake does not name its own key.
  const issuerKey = name.equals(subject) ? undefined : keyIdentifier;
  return sequence(
    VERSION_3,
    integer(serialNumber),
    algorithm,
    name,
    sequence(derTime(notBefore), derTime(notAfter)),
    subject,
    publicKey,
    der(0xa3, sequence(...extensions(template, issuerKey))),
  );
}

/** @returns DER */
export function signedCertificate(unsigned: Buffer, algorithm: Buffer, signature: Buffer): Buffer {
  return sequence(unsigned, algorithm, bitString(signature));
}

function extensions(template: CertificateTemplate, issuerKey: Buffer | undefined): readonly Buffer[] {
  const { subject, usages, alternativeNames, authorityKey } = template;
  const isAnonymous = subject.attributes.size === 0;
  return [
    extension(KEY_USAGE, writeKeyUsage(usages), true),
    extension(EXTENDED_KEY_USAGE, writeExtendedKeyUsage(usages), false),
    extension(BASIC_CONSTRAINTS, authorityKey ? sequence(TRUE) : sequence(), true),
    extension(SUBJECT_KEY, authorityKey && der(OCTET_STRING, authorityKey), false),
    extension(AUTHORITY_KEY, issuerKey && sequence(der(0x80, issuerKey)), false),
    extension(ALTERNATIVE_NAMES, writeAlternativeNames(alternativeNames), isAnonymous),
  ].flatMap((written) => written ?? []);
}

function extension(identifier: string, value: Buffer | undefined, isCritical: boolean): Buffer | undefined {
  if (!value) return undefined;
  return sequence(objectIdentifier(identifier), ...(isCritical ? [TRUE] : []), der(OCTET_STRING, value));
}

/** The name of who a certificate is for, and the identifier of their key, as they are written in its DER. */
export function issuerIn(certificate: Buffer): Pick<CertificateIssuer, 'name' | 'keyIdentifier'> {
  const [whole] = readDer(certificate);
  const [body] = readDer(whole!.content);
  const fields = readDer(body!.content);
  const subject = fields.filter(({ tag }) => tag === SEQUENCE)[3]!;
  const listed = fields.find(({ tag }) => tag === 0xa3);
  const found = readDer(listed?.content ?? Buffer.alloc(0))
    .flatMap(({ content }) => readDer(content))
    .map(({ content }) => readDer(content))
    .find(([type]) => readObjectIdentifier(type!) === SUBJECT_KEY);
  const value = found?.at(-1)?.content;
  return { name: subject.whole, keyIdentifier: value && readDer(value)[0]!.content };
}
