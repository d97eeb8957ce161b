import type { Node, Pod, Secret, ServiceAccount } from '../../../kube/generated/core-v1';
import type { KubeObject } from '../../../kube/object';
import { serviceAccountUser } from './service-account-user';

/** The name under which the API server signs tokens, and as which it accepts them. */
export const ISSUER = 'https://kubernetes.default.svc';
/** The name under which tokens in secrets are signed. */
export const LEGACY_ISSUER = 'kubernetes/serviceaccount';

/** Names an object in a token; the UID makes sure that it is not another one of that name. */
export interface ClaimedObject {
  readonly name: string;
  readonly uid?: string;
}

/** What a service account token says, in the order in which it is written. Times are seconds since the Unix epoch. */
export interface ServiceAccountClaims {
  readonly aud?: readonly string[];
  readonly exp?: number;
  readonly iat?: number;
  readonly iss: string;
  readonly jti?: string;
  readonly 'kubernetes.io'?: {
    readonly namespace?: string;
    readonly node?: ClaimedObject;
    readonly pod?: ClaimedObject;
    readonly secret?: ClaimedObject;
    readonly serviceaccount?: ClaimedObject;
    readonly warnafter?: number;
  };
  readonly nbf?: number;
  readonly sub?: string;
}

/** What a token in a secret says: it has no end. */
export interface LegacyClaims {
  readonly iss: string;
  readonly 'kubernetes.io/serviceaccount/namespace'?: string;
  readonly 'kubernetes.io/serviceaccount/secret.name'?: string;
  readonly 'kubernetes.io/serviceaccount/service-account.name'?: string;
  readonly 'kubernetes.io/serviceaccount/service-account.uid'?: string;
  readonly sub?: string;
}

/** What a token is bound to: it ends with that object. A pod's token tells its node, too. */
export interface BoundObjects {
  readonly pod?: Pod;
  readonly secret?: Secret;
  readonly node?: Node;
}

export interface TokenTerms {
  readonly audiences: readonly string[];
  /** Seconds since the Unix epoch. */
  readonly now: number;
  readonly expiresIn: number;
  /** Seconds after which its use is noticed, for a token that lives longer than was asked for. */
  readonly warnAfter?: number;
  /** The token's own name. */
  readonly id: string;
}

export function claimsOf(
  { metadata }: ServiceAccount,
  { pod, secret, node }: BoundObjects,
  { audiences, now, expiresIn, warnAfter, id }: TokenTerms,
): ServiceAccountClaims {
  const { namespace, name } = metadata;
  return {
    aud: audiences,
    exp: now + expiresIn,
    iat: now,
    iss: ISSUER,
    jti: id,
    'kubernetes.io': {
      namespace,
      ...(node ? { node: claimed(node) } : {}),
      ...(pod ? { pod: claimed(pod) } : {}),
      ...(secret ? { secret: claimed(secret) } : {}),
      serviceaccount: claimed({ metadata }),
      ...(warnAfter ? { warnafter: now + warnAfter } : {}),
    },
    nbf: now,
    sub: serviceAccountUser(namespace!, name!),
  };
}

/** Of the token that a secret holds for good. */
export function legacyClaimsOf(account: ServiceAccount, secret: Secret): LegacyClaims {
  const { namespace, name, uid } = account.metadata;
  return {
    iss: LEGACY_ISSUER,
    'kubernetes.io/serviceaccount/namespace': namespace,
    'kubernetes.io/serviceaccount/secret.name': secret.metadata.name,
    'kubernetes.io/serviceaccount/service-account.name': name,
    'kubernetes.io/serviceaccount/service-account.uid': uid,
    sub: serviceAccountUser(namespace!, name!),
  };
}

function claimed({ metadata: { name, uid } }: KubeObject): ClaimedObject {
  return { name: name!, ...(uid ? { uid } : {}) };
}
