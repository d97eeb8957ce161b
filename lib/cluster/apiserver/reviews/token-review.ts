import type { TokenReview, TokenReviewStatus } from '../../../kube/generated/authentication-v1';
import { badRequest } from '../../../kube/status';
import { type TokenAuthenticator, TokenError } from '../authentication/token-authenticator';
import { type ReviewHandler, reviewHandler } from './review';
import { userInfo } from './self-review';

/** `tokenreviews`: whose token it is. */
export function tokenReview(
  authenticator: TokenAuthenticator,
  ownAudiences: readonly string[],
  now: () => number,
): ReviewHandler {
  return reviewHandler<TokenReview>(now, ({ object }) => {
    const { token, audiences = [] } = object.spec;
    if (!token) throw badRequest('token is required for TokenReview in authentication');
    return { ...object, status: statusOf(authenticator, token, audiences.length ? audiences : ownAudiences) };
  });
}

function statusOf(
  authenticator: TokenAuthenticator,
  token: string,
  audiences: readonly string[],
): TokenReviewStatus {
  try {
    const identity = authenticator.authenticate(token, audiences);
    if (!identity) return { user: {}, error: 'invalid bearer token' };
    return { authenticated: true, user: userInfo(identity.user), audiences: identity.audiences };
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return { user: {}, error: `[invalid bearer token, ${error.message}]` };
  }
}
