import { randomBytes } from 'node:crypto';
import type { CertifiedKey } from '../apiserver/http/certificate-authority';
import { makeAuthority } from '../apiserver/http/certificates';
import { EllipticSigningKey } from '../apiserver/http/signing-key';

/** By what clients know a cluster, and it them: as long as it stays the same, kubeconfigs and tokens keep working. */
export interface ClusterIdentity {
  /** Signs the certificates of the server and of clients. */
  readonly authority: CertifiedKey;
  /** The administrator's bearer token. */
  readonly token: string;
  /** Signs the tokens of service accounts; in PEM. */
  readonly signingKey: string;
  /** On which the cluster was served last. */
  readonly port?: number;
}

export function makeIdentity(): ClusterIdentity {
  return {
    authority: makeAuthority(),
    token: randomBytes(32).toString('base64url'),
    signingKey: EllipticSigningKey.make().secretKey,
  };
}
