import { createHash, generateKeyPairSync } from 'node:crypto';
import { type AlternativeNames, NO_ALTERNATIVE_NAMES } from '../../../kube/certificates/alternative-names';
import type { CertificateTemplate } from '../../../kube/certificates/certificate';
import { publicKeyBits } from '../../../kube/certificates/der';
import { commonNameOnly, writeName } from '../../../kube/certificates/distinguished-name';
import { type CertifiedKey, ClusterAuthority, issueCertificate } from './certificate-authority';

const DAY = 86_400_000;
const DAYS = 365;
/** A cluster that outlives its process keeps its authority. */
const AUTHORITY_DAYS = 3_650;
/** For clocks that are slow. */
const BACKDATED = 60_000;
const KEY_IDENTIFIER_BYTES = 20;

const SERVER_NAMES: AlternativeNames = {
  ...NO_ALTERNATIVE_NAMES,
  dns: ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'],
  ip: [Buffer.from([127, 0, 0, 1]), Buffer.from('00000000000000000000000000000001', 'hex')],
};

/** Makes the authority that signs all certificates of one cluster. */
export function makeAuthority(): CertifiedKey {
  const { publicKey, key } = makeKeys();
  const template: CertificateTemplate = {
    ...templateFor('kubernetes', publicKey, AUTHORITY_DAYS),
    usages: ['digital signature', 'key encipherment', 'cert sign'],
    authorityKey: createHash('sha256')
      .update(publicKeyBits(publicKey))
      .digest()
      .subarray(0, KEY_IDENTIFIER_BYTES),
  };
  return { key, certificate: issueCertificate(template, { name: writeName(template.subject) }, key) };
}

/** For `127.0.0.1`, `::1`, `localhost` and the names by which pods know the API server. */
export function makeServingCertificate(authority: CertifiedKey): CertifiedKey {
  const { publicKey, key } = makeKeys();
  const certificate = new ClusterAuthority(authority).issue({
    ...templateFor('kube-apiserver', publicKey, DAYS),
    usages: ['digital signature', 'server auth'],
    alternativeNames: SERVER_NAMES,
  });
  return { key, certificate };
}

/** The public key in DER, the private one in PEM. */
function makeKeys(): { readonly publicKey: Buffer; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicKey, key: privateKey };
}

function templateFor(name: string, publicKey: Buffer, days: number): CertificateTemplate {
  const now = Date.now();
  return {
    subject: commonNameOnly(name),
    publicKey,
    usages: [],
    alternativeNames: NO_ALTERNATIVE_NAMES,
    notBefore: now - BACKDATED,
    notAfter: now + days * DAY,
  };
}
