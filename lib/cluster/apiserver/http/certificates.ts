import { X509Certificate } from 'node:crypto';

/** A certificate with its private key, both in PEM. */
export interface CertifiedKey {
  readonly key: string;
  readonly certificate: string;
}

const DAYS = 365;
/** A cluster that outlives its process keeps its authority. */
const AUTHORITY_DAYS = 3_650;
const HOSTS = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];

type Generate = typeof import('selfsigned')['generate'];
type Fields = NonNullable<Parameters<Generate>[0]>;
type Extensions = NonNullable<NonNullable<Parameters<Generate>[1]>['extensions']>;

/** Makes the authority that signs all certificates of one cluster. */
export function makeAuthority(): Promise<CertifiedKey> {
  return make(
    [{ name: 'commonName', value: 'kubernetes' }],
    [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, keyCertSign: true, critical: true },
    ],
  );
}

/** For `127.0.0.1`, `::1`, `localhost` and the names by which pods know the API server. */
export function makeServingCertificate(authority: CertifiedKey): Promise<CertifiedKey> {
  const names = HOSTS.map((value) => ({ type: 2, value }) as const);
  const addresses = ['127.0.0.1', '::1'].map((ip) => ({ type: 7, ip }) as const);
  return make(
    [{ name: 'commonName', value: 'kube-apiserver' }],
    [
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [...names, ...addresses] },
    ],
    authority,
  );
}

async function make(
  subject: Fields,
  extensions: Extensions,
  authority?: CertifiedKey,
): Promise<CertifiedKey> {
  const { generate } = await import('selfsigned');
  const now = Date.now();
  const made = await generate(subject, {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 60_000),
    notAfterDate: new Date(now + (authority ? DAYS : AUTHORITY_DAYS) * 86_400_000),
    extensions,
    ...(authority ? { ca: { key: authority.key, cert: authority.certificate } } : {}),
  });
  // A certificate that Node itself cannot read would only be noticed by the first client.
  new X509Certificate(made.cert);
  return { key: made.private, certificate: made.cert };
}
