import { Client } from '../client/client';
import { InformerFactory } from '../client/informer';
import type { ApiHandler, UserInfo } from '../kube/api-request';
import { Namespaces } from '../kube/generated/resources';
import type { ResourceCatalogue } from '../kube/resource-catalogue';
import { type Authorizer, SUPERUSERS } from './apiserver/authorization/authorizer';
import type { Clock } from './clock/clock';
import { Random } from './clock/random';
import type { Component, ComponentContext } from './component/component-context';
import { EventRecorder } from './component/event-recorder';
import { buildControlPlane, type ControlPlane } from './control-plane';
import { controllerManager } from './controller-manager';

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
  private readonly controlPlane: ControlPlane;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly components: Component[] = [];

  constructor({ clock, seed, serviceCidr }: ClusterOptions) {
    this.clock = clock;
    this.random = new Random(seed);
    this.controlPlane = buildControlPlane({ clock, random: this.random, serviceCidr });
    this.bootstrap();
    this.startControllerManager();
  }

  get api(): ApiHandler {
    return this.controlPlane.api;
  }

  get catalogue(): ResourceCatalogue {
    return this.controlPlane.catalogue;
  }

  get authorizer(): Authorizer {
    return this.controlPlane.authorizer;
  }

  /** Milliseconds since the Unix epoch, in the cluster's time. */
  now(): number {
    return this.clock.now();
  }

  /** A client that may do everything. */
  admin(agent: string): Client {
    return new Client(this.api, { user: ADMIN, agent });
  }

  stop(): void {
    for (const component of this.components) component.stop();
  }

  private bootstrap(): void {
    const client = this.admin('kube-apiserver');
    for (const name of SYSTEM_NAMESPACES)
      client.create(Namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  private startControllerManager(): void {
    const context = this.context('kube-controller-manager');
    this.run(context, controllerManager(context));
  }

  private run(context: ComponentContext, components: readonly Component[]): void {
    context.informers.start();
    for (const component of components) component.start?.();
    this.components.push(...components);
  }

  /** What the parts of one process of a real cluster share: a cache, and clients with identities of their own. */
  private context(process: string): ComponentContext {
    const client = (name: string) =>
      new Client(this.api, {
        user: { name: `system:serviceaccount:kube-system:${name}`, groups: [SUPERUSERS] },
        agent: process,
      });
    return {
      clock: this.clock,
      random: this.random,
      informers: new InformerFactory(client(process)),
      catalogue: this.catalogue,
      client,
      recorder: (by, source) => new EventRecorder(by, this.clock, source),
    };
  }
}
