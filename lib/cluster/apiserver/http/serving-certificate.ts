import { X509Certificate } from 'node:crypto';

/** A certificate for loopback and the authority that signed it, as PEM. */
export interface ServingCertificate {
  readonly key: string;
  readonly certificate: string;
  readonly authority: string;
}

const DAYS = 365;

/** Makes a new self-signed certificate for `127.0.0.1`, `::1` and `localhost`; its key never leaves this process. */
export async function makeServingCertificate(): Promise<ServingCertificate> {
  const { generate } = await import('selfsigned');
  const now = new Date();
  const made = await generate([{ name: 'commonName', value: 'seaworthy-apiserver' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - 60_000),
    notAfterDate: new Date(now.getTime() + DAYS * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: 'kubernetes' },
          { type: 2, value: 'kubernetes.default.svc' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  // A certificate that Node itself cannot read would only be noticed by the first client.
  new X509Certificate(made.cert);
  return { key: made.private, certificate: made.cert, authority: made.cert };
}
