import type { Client } from '../../client/client';
import type { Informer } from '../../client/informer';
import type { Service } from '../../kube/generated/core-v1';
import { Services } from '../../kube/generated/resources';
import { keyOf } from '../../kube/object';
import type { Component, ComponentContext } from '../component/component-context';
import { ControllerLoop } from '../component/controller';
import type { EventRecorder } from '../component/event-recorder';

const NAME = 'service-controller';
/** Outside addresses, from the range kept for documentation (RFC 5737); the first ones belong to the cluster itself. */
const PREFIX = '203.0.113.';
const FIRST = 20;
const LAST = 254;

/** The cloud's part of a Service of type LoadBalancer: gives it an address outside of the cluster. */
export class LoadBalancerController implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly services: Informer<Service>;
  private readonly addresses = new Map<string, string>();

  constructor(context: ComponentContext) {
    this.client = context.client(NAME);
    this.events = context.recorder(this.client, { component: NAME });
    this.loop = new ControllerLoop({
      clock: context.clock,
      client: this.client,
      sync: (key) => this.sync(key),
    });
    this.services = context.informers.of(Services);
    this.services.on({
      added: (service, revision) => this.loop.enqueue(keyOf(service), revision),
      updated: (service, _old, revision) => this.loop.enqueue(keyOf(service), revision),
      deleted: (service) => this.addresses.delete(keyOf(service)),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private sync(key: string): void {
    const service = this.services.byKey(key);
    if (!service) return;
    const current = service.status?.loadBalancer?.ingress?.[0]?.ip;
    if (service.spec?.type !== 'LoadBalancer' || service.spec.loadBalancerClass) {
      this.addresses.delete(key);
      if (current) this.write(service, {});
      return;
    }
    if (current) {
      this.addresses.set(key, current);
      return;
    }
    const ip = this.free(service.spec.loadBalancerIP);
    if (!ip) {
      this.events.warning(
        service,
        'SyncLoadBalancerFailed',
        'Error syncing load balancer: no address is left',
      );
      return;
    }
    this.events.normal(service, 'EnsuringLoadBalancer', 'Ensuring load balancer');
    this.addresses.set(key, ip);
    this.write(service, { ingress: [{ ip, ipMode: 'VIP' }] });
    this.events.normal(service, 'EnsuredLoadBalancer', 'Ensured load balancer');
  }

  private write(service: Service, loadBalancer: NonNullable<Service['status']>['loadBalancer']): void {
    this.client.updateStatus(Services, { ...service, status: { ...service.status, loadBalancer } });
  }

  private free(wanted: string | undefined): string | undefined {
    const taken = new Set(this.addresses.values());
    if (wanted && !taken.has(wanted)) return wanted;
    for (let last = FIRST; last <= LAST; last++)
      if (!taken.has(`${PREFIX}${last}`)) return `${PREFIX}${last}`;
    return undefined;
  }
}
