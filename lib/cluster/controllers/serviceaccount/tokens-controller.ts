import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { Secret, ServiceAccount } from '../../../kube/generated/core-v1';
import { Secrets, ServiceAccounts } from '../../../kube/generated/resources';
import { isStatus } from '../../../kube/status';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';

const NAME = 'tokens-controller';
const TYPE = 'kubernetes.io/service-account-token';
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';
const ACCOUNT_UID = 'kubernetes.io/service-account.uid';
const MOST_RETRIES = 10;

export interface TokensControllerOptions {
  /** Certificate of the authority that signed the API server's, in PEM. Empty for none. */
  readonly rootCa: string;
  /** A new token that lives in a secret. */
  readonly signToken: (account: ServiceAccount, secret: Secret) => string;
}

/** A secret, or what was left of it: `account` is the service account it says it is for. */
interface SecretKey {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly account: string;
  /** Empty until the controller has written it. */
  readonly accountUid: string;
}

/**
 * Fills the secrets that are made to hold the token of a service account, removes those whose account is gone, and has
 * accounts forget secrets that are gone.
 */
export class TokensController implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly secrets: Informer<Secret>;
  private readonly accounts: Informer<ServiceAccount>;

  constructor(
    { clock, informers, client }: ComponentContext,
    private readonly options: TokensControllerOptions,
  ) {
    this.client = client(NAME);
    this.loop = new ControllerLoop({
      clock,
      client: this.client,
      sync: (key) => this.sync(JSON.parse(key) as SecretKey),
      maxRetries: MOST_RETRIES,
    });
    this.secrets = informers.of(Secrets);
    this.accounts = informers.of(ServiceAccounts);
    const enqueue = (secret: Secret, revision: number) => this.enqueue(secret, revision);
    this.secrets.on({
      added: enqueue,
      updated: (secret, _old, revision) => this.enqueue(secret, revision),
      deleted: enqueue,
    });
    this.accounts.on({ deleted: (account, revision) => this.enqueueSecretsOf(account, revision) });
  }

  stop(): void {
    this.loop.stop();
  }

  private enqueue({ type, metadata }: Secret, revision: number): void {
    if (type !== TYPE) return;
    const { namespace, name, uid, annotations } = metadata;
    const account = annotations?.[ACCOUNT_NAME] ?? '';
    const accountUid = annotations?.[ACCOUNT_UID] ?? '';
    if (!account) return;
    this.loop.enqueue(JSON.stringify({ namespace, name, uid, account, accountUid }), revision);
  }

  private enqueueSecretsOf({ metadata }: ServiceAccount, revision: number): void {
    for (const secret of this.secrets.list(metadata.namespace!))
      if (secret.metadata.annotations?.[ACCOUNT_NAME] === metadata.name) this.enqueue(secret, revision);
  }

  private sync(key: SecretKey): void {
    const { namespace, name, uid } = key;
    const secret = this.secrets.get(namespace, name);
    const account = this.accountOf(key);
    if (!secret || secret.metadata.uid !== uid) {
      if (account) this.forget(account, name);
    } else if (account) {
      this.fill(secret, account);
    } else {
      this.remove(key);
    }
  }

  /** The cache may not know a new account yet, and a secret must not go for that. */
  private accountOf({ namespace, account, accountUid }: SecretKey): ServiceAccount | undefined {
    const matches = ({ metadata }: ServiceAccount) => !accountUid || metadata.uid === accountUid;
    const cached = this.accounts.get(namespace, account);
    if (cached && matches(cached)) return cached;
    try {
      const live = this.client.get(ServiceAccounts, namespace, account);
      return matches(live) ? live : undefined;
    } catch (error) {
      if (isStatus(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  private fill(secret: Secret, account: ServiceAccount): void {
    const data = this.completeData(secret, account);
    if (data === secret.data) return;
    const annotations = {
      ...secret.metadata.annotations,
      [ACCOUNT_NAME]: account.metadata.name!,
      [ACCOUNT_UID]: account.metadata.uid!,
    };
    try {
      this.client.update(Secrets, { ...secret, metadata: { ...secret.metadata, annotations }, data });
    } catch (error) {
      // Somebody else was faster: the event of their write will tell.
      if (!isStatus(error, 'Conflict') && !isStatus(error, 'NotFound')) throw error;
    }
  }

  /** The same data when nothing is missing. */
  private completeData(secret: Secret, account: ServiceAccount): Secret['data'] {
    const { rootCa, signToken } = this.options;
    const data = secret.data ?? {};
    const missing: { [key: string]: string } = {};
    if (rootCa && data['ca.crt'] !== encoded(rootCa)) missing['ca.crt'] = encoded(rootCa);
    if (!data['namespace']) missing['namespace'] = encoded(secret.metadata.namespace!);
    if (!data['token']) missing['token'] = encoded(signToken(account, secret));
    return Object.keys(missing).length > 0 ? { ...data, ...missing } : secret.data;
  }

  private remove({ namespace, name, uid }: SecretKey): void {
    try {
      this.client.delete(Secrets, namespace, name, { preconditions: { uid } });
    } catch (error) {
      if (!isStatus(error, 'Conflict') && !isStatus(error, 'NotFound')) throw error;
    }
  }

  private forget(account: ServiceAccount, secret: string): void {
    if (!account.secrets?.some(({ name }) => name === secret)) return;
    const secrets = account.secrets.filter(({ name }) => name !== secret);
    try {
      this.client.update(ServiceAccounts, { ...account, secrets });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
    }
  }
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}
