import { X509Certificate } from 'node:crypto';
import { type DerValue, readDer, readObjectIdentifier } from '../../../../lib/kube/certificates/der';

const AUTHORITY_KEY = '2.5.29.35';
const TRUE = 'ff';

/** What a certificate says, without what differs from one issue to the next. */
export interface DescribedCertificate {
  readonly subject: readonly string[];
  readonly extensions: readonly string[];
  readonly algorithm: string;
  readonly hasRequestedKey: boolean;
  readonly isSignedByAuthority: boolean;
  readonly lifetimeSeconds: number;
  /** How long before `now` it has become valid, in tens of seconds. */
  readonly backdatedTensOfSeconds: number;
}

/**
 * @param pem the certificate
 * @param authority the certificate of who has signed it
 * @param publicKey that was asked for: SubjectPublicKeyInfo in DER
 * @param now when it was asked for, in milliseconds since the Unix epoch
 */
export function describeCertificate(
  pem: string,
  authority: X509Certificate,
  publicKey: Buffer,
  now: number,
): DescribedCertificate {
  const certificate = new X509Certificate(pem);
  const body = membersOf(membersOf(readDer(certificate.raw)[0]!)[0]!);
  const [, , algorithm, issuer, , subject, , extensions] = body;
  const notBefore = Date.parse(certificate.validFrom);
  return {
    subject: membersOf(subject!).map(relativeName),
    extensions: membersOf(membersOf(extensions!)[0]!).map(extensionText),
    algorithm: readObjectIdentifier(membersOf(algorithm!)[0]!),
    hasRequestedKey: certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(publicKey),
    isSignedByAuthority:
      issuer!.whole.equals(subjectOf(authority)) && certificate.verify(authority.publicKey),
    lifetimeSeconds: (Date.parse(certificate.validTo) - notBefore) / 1000,
    backdatedTensOfSeconds: Math.round((now - notBefore) / 10_000),
  };
}

function subjectOf(certificate: X509Certificate): Buffer {
  return membersOf(membersOf(readDer(certificate.raw)[0]!)[0]!)[5]!.whole;
}

function membersOf({ content }: DerValue): DerValue[] {
  return readDer(content);
}

/** `2.5.4.10 (19) developers + 2.5.4.10 (12) Größen`: the type of the attribute, the tag of its value, the value */
function relativeName(set: DerValue): string {
  const attributes = membersOf(set).map((attribute) => {
    const [type, value] = membersOf(attribute);
    return `${readObjectIdentifier(type!)} (${value!.tag}) ${value!.content}`;
  });
  return attributes.join(' + ');
}

/** `2.5.29.15 critical 03020780` */
function extensionText(extension: DerValue): string {
  const parts = membersOf(extension);
  const identifier = readObjectIdentifier(parts[0]!);
  const isCritical = parts.length === 3 && parts[1]!.content.toString('hex') === TRUE;
  const value = identifier === AUTHORITY_KEY ? '<key>' : parts.at(-1)!.content.toString('hex');
  return [identifier, ...(isCritical ? ['critical'] : []), value].join(' ');
}
