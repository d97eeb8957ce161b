import { createHash, timingSafeEqual } from 'node:crypto';
import type { UserInfo } from '../../../kube/api-request';

/** Who a request comes from, by what it carries; undefined for credentials that are wrong. */
export interface Authenticator {
  /** @param token the bearer token, or undefined when there is none */
  authenticate(token: string | undefined): UserInfo | undefined;
}

export const ANONYMOUS: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
export const AUTHENTICATED = 'system:authenticated';

/** Static tokens; no token is the anonymous user, a wrong one is nobody. */
export class TokenAuthenticator implements Authenticator {
  private readonly users: readonly { readonly digest: Buffer; readonly user: UserInfo }[];

  constructor(tokens: ReadonlyMap<string, UserInfo>) {
    this.users = [...tokens].map(([token, user]) => ({ digest: digest(token), user }));
  }

  authenticate(token: string | undefined): UserInfo | undefined {
    if (token === undefined) return ANONYMOUS;
    const given = digest(token);
    // Every token is compared, in constant time: the duration tells nothing.
    let found: UserInfo | undefined;
    for (const { digest: known, user } of this.users) if (timingSafeEqual(known, given)) found = user;
    return found;
  }
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerToken(header: string | undefined): string | undefined {
  const match = /^Bearer +(\S+)$/i.exec(header ?? '');
  return match?.[1] ?? (header ? '' : undefined);
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
