import { Client } from '../client/client';
import type { ApiHandler } from '../kube/api-request';
import { Namespaces } from '../kube/generated/resources';
import { parseApiVersion } from '../kube/object';
import type { ResourceCatalogue } from '../kube/resource-catalogue';
import type { AccessControl, AccessControlOptions } from './access-control';
import { bootstrapObjects } from './bootstrap/bootstrap-objects';
import { componentRoles } from './bootstrap/component-roles';
import type { Clock } from './clock/clock';
import { Random } from './clock/random';
import type { Component, ComponentContext } from './component/component-context';
import { buildControlPlane, type ControlPlane } from './control-plane';
import { controllerManager } from './controller-manager';
import { API_SERVER, adminThrough, CONTROLLER_MANAGER } from './identities';
import { processContext } from './process-context';

export interface ClusterOptions extends AccessControlOptions {
  readonly clock: Clock;
  /** Of all chance in the cluster: names, addresses, spreading. @default 1 */
  readonly seed?: number;
  /** Range of Services' addresses. @default '10.96.0.0/16' */
  readonly serviceCidr?: string;
  /** Certificate of the authority that signed the API server's, in PEM, for pods. @default '' */
  readonly rootCa?: string;
}

/** Namespaces that every cluster starts with. */
const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** A whole simulated cluster: the API server on its storage, and the components around it. */
export class Cluster {
  private readonly controlPlane: ControlPlane;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly components: Component[] = [];

  constructor({ seed, rootCa, ...options }: ClusterOptions) {
    this.clock = options.clock;
    this.random = new Random(seed);
    this.controlPlane = buildControlPlane({ ...options, random: this.random });
    this.bootstrap();
    this.startControllerManager(rootCa);
  }

  get api(): ApiHandler {
    return this.controlPlane.api;
  }

  get catalogue(): ResourceCatalogue {
    return this.controlPlane.catalogue;
  }

  /** Who may do what, and who is who. */
  get access(): AccessControl {
    return this.controlPlane.access;
  }

  /** Milliseconds since the Unix epoch, in the cluster's time. */
  now(): number {
    return this.clock.now();
  }

  /** A client that may do everything. */
  admin(agent: string): Client {
    return new Client(this.api, adminThrough(agent));
  }

  stop(): void {
    for (const component of this.components) component.stop();
  }

  private bootstrap(): void {
    const client = new Client(this.api, { user: API_SERVER, agent: 'kube-apiserver' });
    for (const name of SYSTEM_NAMESPACES)
      client.create(Namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    for (const object of [...bootstrapObjects(), ...componentRoles()]) {
      const type = this.catalogue.findKind({ ...parseApiVersion(object.apiVersion!), kind: object.kind! })!;
      client.create(type, object);
    }
  }

  private startControllerManager(rootCa: string | undefined): void {
    const context = processContext(
      { ...this.controlPlane, clock: this.clock, random: this.random },
      CONTROLLER_MANAGER,
    );
    this.run(context, controllerManager(context, { rootCa }));
  }

  private run(context: ComponentContext, components: readonly Component[]): void {
    context.informers.start();
    for (const component of components) component.start?.();
    this.components.push(...components);
  }
}
