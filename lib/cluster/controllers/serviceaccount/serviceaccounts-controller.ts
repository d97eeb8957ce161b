import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { Namespace, ServiceAccount } from '../../../kube/generated/core-v1';
import { Namespaces, ServiceAccounts } from '../../../kube/generated/resources';
import { isStatus } from '../../../kube/status';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';

const NAME = 'service-account-controller';
const DEFAULT = 'default';

/** Gives every namespace its `default` ServiceAccount, again if somebody deletes it. */
export class ServiceAccountsController implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly namespaces: Informer<Namespace>;
  private readonly accounts: Informer<ServiceAccount>;

  constructor({ clock, informers, client }: ComponentContext) {
    this.client = client(NAME);
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (name) => this.sync(name) });
    this.namespaces = informers.of(Namespaces);
    this.accounts = informers.of(ServiceAccounts);
    this.namespaces.on({
      added: ({ metadata }, revision) => this.loop.enqueue(metadata.name!, revision),
      updated: ({ metadata }, _old, revision) => this.loop.enqueue(metadata.name!, revision),
    });
    this.accounts.on({
      deleted: ({ metadata }, revision) => this.loop.enqueue(metadata.namespace!, revision),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private sync(name: string): void {
    if (this.namespaces.byKey(name)?.status?.phase !== 'Active' || this.accounts.get(name, DEFAULT)) return;
    const metadata = { name: DEFAULT, namespace: name };
    try {
      this.client.create(ServiceAccounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
    } catch (error) {
      if (!isStatus(error, 'AlreadyExists')) throw error;
    }
  }
}
