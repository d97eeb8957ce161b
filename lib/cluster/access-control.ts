import type { UserInfo } from '../kube/api-request';
import type { Secret, ServiceAccount } from '../kube/generated/core-v1';
import { signedToken } from './apiserver/authentication/json-web-token';
import { ISSUER, legacyClaimsOf } from './apiserver/authentication/service-account-claims';
import { ServiceAccountTokens } from './apiserver/authentication/service-account-tokens';
import { OpenSigningKey, type SigningKey } from './apiserver/authentication/signing-key';
import { StaticTokens } from './apiserver/authentication/static-tokens';
import { type TokenAuthenticator, TokenAuthenticators } from './apiserver/authentication/token-authenticator';
import { UnionAuthorizer } from './apiserver/authorization/authorizer';
import { BoundRoles } from './apiserver/authorization/bound-roles';
import { EscalationGuard } from './apiserver/authorization/escalation';
import { NodeAuthorizer } from './apiserver/authorization/node-authorizer';
import { RbacAuthorizer } from './apiserver/authorization/rbac-authorizer';
import type { ApiServerEnvironment } from './apiserver/environment';
import type { HooksByResource, ReviewsByResource, SubresourcesByResource } from './apiserver/registries';
import { accessReview, localAccessReview, selfAccessReview } from './apiserver/reviews/access-review';
import { rulesReview } from './apiserver/reviews/rules-review';
import { selfReview } from './apiserver/reviews/self-review';
import { tokenReview } from './apiserver/reviews/token-review';
import { token } from './apiserver/subresources/token';
import { bootstrapRules } from './bootstrap/bootstrap-objects';

export interface AccessControlOptions {
  /** Users by their bearer tokens. @default none */
  readonly tokens?: ReadonlyMap<string, UserInfo>;
  /** Signs the tokens of service accounts. @default one that anybody can know, for clusters that nobody can reach */
  readonly signingKey?: SigningKey;
}

/** Who may do what in a cluster, and who is who: what the API server is given for it. */
export interface AccessControl {
  readonly authorizer: UnionAuthorizer;
  readonly authenticator: TokenAuthenticator;
  readonly signingKey: SigningKey;
  /** A new token that lives in a secret, for the controller that fills these. */
  readonly signToken: (account: ServiceAccount, secret: Secret) => string;
  readonly hooks: HooksByResource;
  readonly subresources: SubresourcesByResource;
  readonly reviews: ReviewsByResource;
}

/** What the API server is called as the audience of a token. */
export const API_AUDIENCES: readonly string[] = [ISSUER];

/** Kubernetes' authorization modes Node and RBAC, with all that speaks of them. */
export function accessControl(
  environment: ApiServerEnvironment,
  { tokens = new Map(), signingKey = new OpenSigningKey() }: AccessControlOptions,
): AccessControl {
  const { storage, clock } = environment;
  const roles = new BoundRoles(storage);
  const rbac = new RbacAuthorizer(roles);
  const authorizer = new UnionAuthorizer([new NodeAuthorizer(storage, bootstrapRules('system:node')), rbac]);
  const authenticator = new TokenAuthenticators([
    new StaticTokens(tokens, API_AUDIENCES),
    new ServiceAccountTokens(storage, clock, signingKey, API_AUDIENCES),
  ]);
  return {
    authorizer,
    authenticator,
    signingKey,
    signToken: (account, secret) => signedToken(legacyClaimsOf(account, secret), signingKey),
    hooks: new EscalationGuard(authorizer, rbac, roles).hooks(),
    subresources: { 'serviceaccounts/token': token(environment, signingKey, API_AUDIENCES) },
    reviews: reviews(authorizer, authenticator, () => clock.now()),
  };
}

function reviews(
  authorizer: UnionAuthorizer,
  authenticator: TokenAuthenticator,
  now: () => number,
): ReviewsByResource {
  return {
    'subjectaccessreviews.authorization.k8s.io': accessReview(authorizer, now),
    'localsubjectaccessreviews.authorization.k8s.io': localAccessReview(authorizer, now),
    'selfsubjectaccessreviews.authorization.k8s.io': selfAccessReview(authorizer, now),
    'selfsubjectrulesreviews.authorization.k8s.io': rulesReview(authorizer, now),
    'tokenreviews.authentication.k8s.io': tokenReview(authenticator, API_AUDIENCES, now),
    'selfsubjectreviews.authentication.k8s.io': selfReview(now),
  };
}
