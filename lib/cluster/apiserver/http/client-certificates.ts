import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { UserInfo } from '../../../kube/api-request';
import { authenticated } from '../authentication/users';

const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id';

/** What a connection's certificate says: somebody, nobody that is known here, or nothing. */
export type CertifiedUser = UserInfo | 'refused' | undefined;

/**
 * Users by the certificates that they show when they connect: the common name is the user's, the organizations are their
 * groups. TLS has checked who signed it, and when it is valid by the real time; in the cluster's it can end earlier.
 */
export class ClientCertificates {
  private readonly known = new WeakMap<object, Shown>();

  /** @param now milliseconds since the Unix epoch, in the cluster's time */
  constructor(private readonly now: () => number) {}

  userOf(socket: object): CertifiedUser {
    let found = this.known.get(socket);
    if (!found) {
      found = read(socket as Partial<TLSSocket>);
      this.known.set(socket, found);
    }
    return found.user && this.now() > found.notAfter ? 'refused' : found.user;
  }
}

/** What a connection has shown. */
interface Shown {
  readonly user: CertifiedUser;
  /** Milliseconds since the Unix epoch. */
  readonly notAfter: number;
}

const NOTHING: Shown = { user: undefined, notAfter: Number.POSITIVE_INFINITY };

function read(socket: Partial<TLSSocket>): Shown {
  const certificate = socket.getPeerCertificate?.();
  if (!certificate?.raw) return NOTHING;
  if (!socket.authorized) return { ...NOTHING, user: 'refused' };
  const { CN: name, O: organization } = certificate.subject ?? {};
  if (typeof name !== 'string' || !name) return NOTHING;
  const groups = organization === undefined ? [] : [organization].flat();
  const fingerprint = createHash('sha256').update(certificate.raw).digest('hex');
  const extra = { [CREDENTIAL_ID]: [`X509SHA256=${fingerprint}`] };
  return { user: authenticated({ name, groups, extra }), notAfter: Date.parse(certificate.valid_to) };
}
