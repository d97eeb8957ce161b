import type { UserInfo } from '../../../kube/api-request';
import { unauthorized } from '../../../kube/status';
import { type TokenAuthenticator, TokenError } from '../authentication/token-authenticator';
import { ANONYMOUS_USER } from '../authentication/users';
import type { AccessRequest } from '../authorization/authorizer';
import type { Impersonation } from '../authorization/impersonation';
import type { ClientCertificates } from './client-certificates';
import { impersonatedUser } from './impersonation-headers';

/** A request, as far as it shows who sends it. */
export interface Sender {
  /** Names and values by turns, as they came over the wire. */
  readonly rawHeaders: readonly string[];
  /** The connection, which may have shown a certificate. */
  readonly socket: object;
}

export interface RequestAuthenticatorOptions {
  readonly tokens: TokenAuthenticator;
  /** What this API server is called as the audience of a token. */
  readonly audiences: readonly string[];
  readonly impersonation: Impersonation;
  readonly certificates: ClientCertificates;
}

export interface Authenticator {
  /**
   * Who a request comes from, and as whom it is to be handled.
   * @param access what the request wants to do, if it comes from that user
   * @throws StatusError 401 for credentials that are wrong, 403 for a user that the sender may not be
   */
  authenticate(sender: Sender, access: (user: UserInfo) => AccessRequest): UserInfo;
}

/** Finds out who a request comes from, and as whom it is to be handled. */
export class RequestAuthenticator implements Authenticator {
  constructor(private readonly options: RequestAuthenticatorOptions) {}

  /**
   * A client's certificate counts first, then its bearer token; who shows neither is anonymous. Headers may ask to act as
   * another user.
   */
  authenticate(sender: Sender, access: (user: UserInfo) => AccessRequest): UserInfo {
    const user = this.userOf(sender);
    const wanted = impersonatedUser(sender.rawHeaders);
    return wanted ? this.options.impersonation.actAs(wanted, access(user)) : user;
  }

  private userOf({ rawHeaders, socket }: Sender): UserInfo {
    const shown = this.options.certificates.userOf(socket);
    if (shown && shown !== 'refused') return shown;
    const token = bearerToken(headerValue(rawHeaders, 'authorization'));
    if (token !== undefined) return this.userOfToken(token);
    if (shown === 'refused') throw unauthorized();
    return ANONYMOUS_USER;
  }

  private userOfToken(token: string): UserInfo {
    const { tokens, audiences } = this.options;
    try {
      const identity = tokens.authenticate(token, audiences);
      if (identity) return identity.user;
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
    }
    throw unauthorized();
  }
}

/** The first value of a header. */
function headerValue(rawHeaders: readonly string[], name: string): string | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]!.toLowerCase() === name) return rawHeaders[index + 1];
  return undefined;
}

/** The token of an `Authorization: Bearer …` header; undefined for a header that shows none, or another credential. */
export function bearerToken(header: string | undefined): string | undefined {
  const [scheme = '', token = ''] = (header ?? '').trim().split(' ');
  return scheme.toLowerCase() === 'bearer' && token ? token : undefined;
}
