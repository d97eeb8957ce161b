import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { UserInfo } from '../../../kube/api-request';
import { authenticated } from '../authentication/users';

const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id';

/** What a connection's certificate says: somebody, nobody that is known here, or nothing. */
export type CertifiedUser = UserInfo | 'refused' | undefined;

/**
 * Users by the certificates that they show when they connect: the common name is the user's, the organizations are their
 * groups. TLS has checked who signed it.
 */
export class ClientCertificates {
  private readonly known = new WeakMap<object, { readonly user: CertifiedUser }>();

  userOf(socket: object): CertifiedUser {
    let found = this.known.get(socket);
    if (!found) {
      found = { user: read(socket as Partial<TLSSocket>) };
      this.known.set(socket, found);
    }
    return found.user;
  }
}

function read(socket: Partial<TLSSocket>): CertifiedUser {
  const certificate = socket.getPeerCertificate?.();
  if (!certificate?.raw) return undefined;
  if (!socket.authorized) return 'refused';
  const { CN: name, O: organization } = certificate.subject ?? {};
  if (typeof name !== 'string' || !name) return undefined;
  const groups = organization === undefined ? [] : [organization].flat();
  const fingerprint = createHash('sha256').update(certificate.raw).digest('hex');
  return authenticated({ name, groups, extra: { [CREDENTIAL_ID]: [`X509SHA256=${fingerprint}`] } });
}
