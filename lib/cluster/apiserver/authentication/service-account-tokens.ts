import type { UserInfo } from '../../../kube/api-request';
import type { Node, Pod, Secret, ServiceAccount } from '../../../kube/generated/core-v1';
import { Nodes, Pods, Secrets, ServiceAccounts } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import type { ResourceType } from '../../../kube/resource-type';
import { qualified } from '../../../kube/status';
import type { Clock } from '../../clock/clock';
import type { Storage } from '../../storage/storage';
import { quotedList } from '../authorization/rule-coverage';
import { type ParsedToken, parseToken } from './json-web-token';
import {
  type ClaimedObject,
  ISSUER,
  LEGACY_ISSUER,
  type LegacyClaims,
  type ServiceAccountClaims,
} from './service-account-claims';
import { parseServiceAccountUser, serviceAccountGroups, serviceAccountUser } from './service-account-user';
import type { SigningKey } from './signing-key';
import { type TokenAuthenticator, TokenError, type TokenIdentity } from './token-authenticator';
import { authenticated } from './users';

/** Seconds by which clocks may differ. */
const LEEWAY = 60;
const GONE = 'service account token has been invalidated';
const LEGACY_GONE = 'Token has been invalidated';
const EXTRA = 'authentication.kubernetes.io';

/** Accepts the tokens of service accounts: signed by this cluster, not over, and bound to objects that still exist. */
export class ServiceAccountTokens implements TokenAuthenticator {
  /** @param ownAudiences what the API server is called as an audience, and for whom a token holds that names nobody */
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly key: SigningKey,
    private readonly ownAudiences: readonly string[],
  ) {}

  authenticate(token: string, audiences: readonly string[]): TokenIdentity | undefined {
    const parsed = parseToken(token);
    const issuer = parsed?.claims['iss'];
    if (!parsed || (issuer !== ISSUER && issuer !== LEGACY_ISSUER)) return undefined;
    this.checkSignature(parsed);
    const shared = this.sharedAudiences(parsed.claims as unknown as ServiceAccountClaims, audiences);
    const user =
      issuer === ISSUER
        ? this.user(parsed.claims as unknown as ServiceAccountClaims)
        : this.legacyUser(parsed.claims as unknown as LegacyClaims, token);
    return { user: authenticated(user), audiences: shared };
  }

  private checkSignature(parsed: ParsedToken): void {
    if (parsed.keyId && parsed.keyId !== this.key.id)
      throw new TokenError('invalid signature, no keys found');
    if (!parsed.isSignedBy(this.key))
      throw new TokenError('go-jose/go-jose: error in cryptographic primitive');
  }

  private sharedAudiences({ aud }: ServiceAccountClaims, asked: readonly string[]): readonly string[] {
    const own = aud?.length ? aud : this.ownAudiences;
    const shared = asked.filter((one) => own.includes(one));
    if (shared.length === 0)
      throw new TokenError(
        `token audiences ${quotedList(own)} is invalid for the target audiences ${quotedList(asked)}`,
      );
    return shared;
  }

  private user(claims: ServiceAccountClaims): UserInfo {
    this.checkTimes(claims);
    const { namespace = '', serviceaccount, secret, pod, node } = claims['kubernetes.io'] ?? {};
    const account = this.account(namespace, serviceaccount);
    if (secret) this.checkBound(Secrets, namespace, secret, 'secret');
    if (pod) this.checkBound(Pods, namespace, pod, 'pod');
    if (node && !pod) this.checkBound(Nodes, '', node, 'node');
    const { name, uid } = account.metadata;
    return {
      name: serviceAccountUser(namespace, name!),
      uid,
      groups: serviceAccountGroups(namespace),
      extra: extraOf(claims.jti, pod, node),
    };
  }

  private checkTimes({ nbf, exp, iat }: ServiceAccountClaims): void {
    const now = this.clock.now() / 1000;
    if (nbf !== undefined && now + LEEWAY < nbf)
      throw new TokenError('service account token is not valid yet');
    if (exp !== undefined && now - LEEWAY > exp) throw new TokenError('service account token has expired');
    if (iat !== undefined && now + LEEWAY < iat)
      throw new TokenError('service account token is issued in the future');
  }

  private account(namespace: string, claimed: ClaimedObject | undefined): ServiceAccount {
    const { name = '', uid = '' } = claimed ?? {};
    const account = this.find<ServiceAccount>(ServiceAccounts, namespace, name);
    if (!account) throw new TokenError(`serviceaccounts "${name}" not found`);
    if (account.metadata.uid !== uid)
      throw new TokenError(`service account UID (${account.metadata.uid}) does not match claim (${uid})`);
    if (this.isGoing(account)) throw new TokenError(`service account ${namespace}/${name} has been deleted`);
    return account;
  }

  private checkBound<T extends Secret | Pod | Node>(
    type: ResourceType<T>,
    namespace: string,
    { name, uid }: ClaimedObject,
    what: string,
  ): void {
    const object = this.find(type, namespace, name);
    if (!object) throw new TokenError(GONE);
    if (object.metadata.uid !== uid)
      throw new TokenError(
        `${what} UID (${object.metadata.uid}) does not match service account ${what} ref claim (${uid})`,
      );
    if (this.isGoing(object)) throw new TokenError(GONE);
  }

  private legacyUser(claims: LegacyClaims, token: string): UserInfo {
    const part = (name: keyof LegacyClaims, what: string) => {
      const value = claims[name];
      if (!value) throw new TokenError(`${what} claim is missing`);
      return value;
    };
    const subject = part('sub', 'sub');
    const namespace = part('kubernetes.io/serviceaccount/namespace', 'namespace');
    const secretName = part('kubernetes.io/serviceaccount/secret.name', 'secretName');
    const name = part('kubernetes.io/serviceaccount/service-account.name', 'serviceAccountName');
    const uid = part('kubernetes.io/serviceaccount/service-account.uid', 'serviceAccountUID');
    const spoken = parseServiceAccountUser(subject);
    if (spoken?.namespace !== namespace || spoken.name !== name) throw new TokenError('sub claim is invalid');
    this.checkHolder(this.find<Secret>(Secrets, namespace, secretName), token);
    this.checkLegacyAccount(namespace, name, uid);
    return { name: subject, uid, groups: serviceAccountGroups(namespace) };
  }

  /** The secret in which the token lies. */
  private checkHolder(secret: Secret | undefined, token: string): void {
    if (!secret || secret.metadata.deletionTimestamp) throw new TokenError(LEGACY_GONE);
    const held = Buffer.from(secret.data?.['token'] ?? '', 'base64').toString();
    if (held !== token) throw new TokenError("Token does not match server's copy");
  }

  private checkLegacyAccount(namespace: string, name: string, uid: string): void {
    const account = this.find<ServiceAccount>(ServiceAccounts, namespace, name);
    if (!account) throw new TokenError(`serviceaccounts "${name}" not found`);
    if (account.metadata.deletionTimestamp)
      throw new TokenError(`ServiceAccount ${namespace}/${name} has been deleted`);
    if (account.metadata.uid !== uid)
      throw new TokenError(`ServiceAccount UID (${account.metadata.uid}) does not match claim (${uid})`);
  }

  private find<T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string): T | undefined {
    return this.storage.get(qualified(type), namespace, name)?.object as T | undefined;
  }

  private isGoing({ metadata: { deletionTimestamp } }: KubeObject): boolean {
    return (
      deletionTimestamp !== undefined && Date.parse(deletionTimestamp) < this.clock.now() - LEEWAY * 1000
    );
  }
}

/** What else is known of the one who shows the token: where it runs. */
function extraOf(
  id: string | undefined,
  pod: ClaimedObject | undefined,
  node: ClaimedObject | undefined,
): NonNullable<UserInfo['extra']> {
  return {
    ...(id ? { [`${EXTRA}/credential-id`]: [`JTI=${id}`] } : {}),
    ...(node ? { [`${EXTRA}/node-name`]: [node.name] } : {}),
    ...(node?.uid ? { [`${EXTRA}/node-uid`]: [node.uid] } : {}),
    ...(pod?.uid ? { [`${EXTRA}/pod-name`]: [pod.name], [`${EXTRA}/pod-uid`]: [pod.uid] } : {}),
  };
}
