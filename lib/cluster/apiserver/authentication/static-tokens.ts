import { createHash, timingSafeEqual } from 'node:crypto';
import type { UserInfo } from '../../../kube/api-request';
import type { TokenAuthenticator, TokenIdentity } from './token-authenticator';

/** Tokens that are known from the start: they hold for everything that is asked of this API server. */
export class StaticTokens implements TokenAuthenticator {
  private readonly users: readonly { readonly digest: Buffer; readonly user: UserInfo }[];

  /** @param ownAudiences what the API server is called as an audience */
  constructor(
    tokens: ReadonlyMap<string, UserInfo>,
    private readonly ownAudiences: readonly string[],
  ) {
    this.users = [...tokens].map(([token, user]) => ({ digest: digest(token), user }));
  }

  authenticate(token: string, audiences: readonly string[]): TokenIdentity | undefined {
    const given = digest(token);
    // Every token is compared, in constant time: the duration tells nothing.
    let found: UserInfo | undefined;
    for (const { digest: known, user } of this.users) if (timingSafeEqual(known, given)) found = user;
    const shared = audiences.filter((one) => this.ownAudiences.includes(one));
    return found && shared.length > 0 ? { user: found, audiences: shared } : undefined;
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
