import { randomBytes, sign, X509Certificate } from 'node:crypto';
import {
  BACKDATED,
  type CertificateAuthority,
  type CertificateIssuer,
  type CertificateTemplate,
  issuerIn,
  signedCertificate,
  unsignedCertificate,
} from '../../../kube/certificates/certificate';
import { objectIdentifier, sequence } from '../../../kube/certificates/der-writer';
import { pemText } from '../../../kube/certificates/pem';

/** A certificate with its private key, both in PEM. */
export interface CertifiedKey {
  readonly key: string;
  readonly certificate: string;
}

const SERIAL_NUMBER_BYTES = 16;
/** By keys on the curve P-256, the only ones that clusters have for themselves. */
const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** The authority of one served cluster. Its signatures and serial numbers are random. */
export class ClusterAuthority implements CertificateAuthority {
  readonly notAfter: number;
  private readonly key: string;
  private readonly issuer: Omit<CertificateIssuer, 'algorithm'>;

  constructor({ key, certificate }: CertifiedKey) {
    const own = new X509Certificate(certificate);
    this.notAfter = Date.parse(own.validTo);
    this.key = key;
    this.issuer = issuerIn(own.raw);
  }

  /** Valid from now on at the latest, even in a cluster whose time is ahead: connections are checked by real clocks. */
  issue(template: CertificateTemplate): string {
    const notBefore = Math.min(template.notBefore, Date.now() - BACKDATED);
    return issueCertificate({ ...template, notBefore }, this.issuer, this.key);
  }
}

/** A new certificate, in PEM, signed with the issuer's key. */
export function issueCertificate(
  template: CertificateTemplate,
  issuer: Omit<CertificateIssuer, 'algorithm'>,
  key: string,
): string {
  const serialNumber = randomBytes(SERIAL_NUMBER_BYTES);
  const algorithm = ECDSA_WITH_SHA256;
  const unsigned = unsignedCertificate(template, { ...issuer, algorithm }, serialNumber);
  return pemText('CERTIFICATE', signedCertificate(unsigned, algorithm, sign('sha256', unsigned, key)));
}
