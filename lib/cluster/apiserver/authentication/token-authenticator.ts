import type { UserInfo } from '../../../kube/api-request';

/** Whose token it is, and for which of the asked audiences it holds. */
export interface TokenIdentity {
  readonly user: UserInfo;
  readonly audiences: readonly string[];
}

/** A token that an authenticator knows, and does not accept. The message is told to those who review tokens. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}

export interface TokenAuthenticator {
  /**
   * Undefined for a token of another kind.
   * @param audiences for whom it must be meant: for one of these
   * @throws TokenError
   */
  authenticate(token: string, audiences: readonly string[]): TokenIdentity | undefined;
}

/** Asks several authenticators in turn: each knows another kind of token. */
export class TokenAuthenticators implements TokenAuthenticator {
  constructor(private readonly authenticators: readonly TokenAuthenticator[]) {}

  authenticate(token: string, audiences: readonly string[]): TokenIdentity | undefined {
    for (const authenticator of this.authenticators) {
      const identity = authenticator.authenticate(token, audiences);
      if (identity) return identity;
    }
    return undefined;
  }
}
