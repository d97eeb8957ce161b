import { Client } from '../client/client';
import { InformerFactory } from '../client/informer';
import type { ApiHandler, UserInfo } from '../kube/api-request';
import { Namespaces } from '../kube/generated/resources';
import { ResourceCatalogue } from '../kube/resource-catalogue';
import { AdmissionChain } from './apiserver/admission/chain';
import { namespaceLifecycle } from './apiserver/admission/namespace-lifecycle';
import { IpAllocator } from './apiserver/allocation/ip-allocator';
import { PortAllocator } from './apiserver/allocation/port-allocator';
import { ApiServer } from './apiserver/api-server';
import { SUPERUSERS, UnionAuthorizer } from './apiserver/authorization/authorizer';
import type { ApiServerEnvironment } from './apiserver/environment';
import { namespaceHooks } from './apiserver/hooks/namespaces';
import { serviceHooks } from './apiserver/hooks/services';
import { internalReader } from './apiserver/internal-reader';
import { builtInSubresources, ResourceRegistries } from './apiserver/registries';
import type { Clock } from './clock/clock';
import { Random } from './clock/random';
import type { Component, ComponentContext } from './component/component-context';
import { EventRecorder } from './component/event-recorder';
import { DeploymentController } from './controllers/deployment/deployment-controller';
import { REPLICA_SET, REPLICATION_CONTROLLER } from './controllers/replicaset/replica-kinds';
import { ReplicaSetController } from './controllers/replicaset/replicaset-controller';
import { Storage } from './storage/storage';

export interface ClusterOptions {
  readonly clock: Clock;
  /** Of all chance in the cluster: names, addresses, spreading. @default 1 */
  readonly seed?: number;
  /** Range of Services' addresses. @default '10.96.0.0/16' */
  readonly serviceCidr?: string;
}

/** Namespaces that every cluster starts with. */
const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: [SUPERUSERS, 'system:authenticated'] };

/** A whole simulated cluster: the API server on its storage, and the components around it. */
export class Cluster {
  readonly api: ApiHandler;
  private readonly storage = new Storage();
  private readonly random: Random;
  private readonly components: Component[] = [];

  constructor(private readonly options: ClusterOptions) {
    this.random = new Random(options.seed);
    this.api = this.buildApiServer();
    this.bootstrap();
    this.startControllerManager();
  }

  /** A client that may do everything. */
  admin(agent: string): Client {
    return new Client(this.api, { user: ADMIN, agent });
  }

  stop(): void {
    for (const component of this.components) component.stop();
  }

  private buildApiServer(): ApiServer {
    const { clock, serviceCidr = '10.96.0.0/16' } = this.options;
    const catalogue = ResourceCatalogue.kubernetes();
    const environment: ApiServerEnvironment = {
      storage: this.storage,
      clock,
      random: this.random,
      catalogue,
    };
    const admission = new AdmissionChain([namespaceLifecycle], internalReader(environment));
    const hooks = {
      namespaces: namespaceHooks(clock),
      services: serviceHooks(new IpAllocator(serviceCidr, this.random), new PortAllocator(this.random)),
    };
    const registries = new ResourceRegistries(
      environment,
      admission,
      hooks,
      builtInSubresources(environment),
    );
    return new ApiServer(environment, registries, new UnionAuthorizer([]));
  }

  private bootstrap(): void {
    const client = this.admin('kube-apiserver');
    for (const name of SYSTEM_NAMESPACES)
      client.create(Namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  private startControllerManager(): void {
    const context = this.context('kube-controller-manager');
    this.run(context, [
      new DeploymentController(context),
      new ReplicaSetController(context, REPLICA_SET),
      new ReplicaSetController(context, REPLICATION_CONTROLLER),
    ]);
  }

  private run(context: ComponentContext, components: readonly Component[]): void {
    context.informers.start();
    for (const component of components) component.start?.();
    this.components.push(...components);
  }

  private context(process: string): ComponentContext {
    const { clock } = this.options;
    // TODO identities
    const client = (name: string) =>
      new Client(this.api, {
        user: { name: `system:serviceaccount:kube-system:${name}`, groups: [SUPERUSERS] },
        agent: process,
      });
    return {
      clock,
      random: this.random,
      informers: new InformerFactory(client(process)),
      client,
      recorder: (by, source) => new EventRecorder(by, clock, source),
    };
  }
}
