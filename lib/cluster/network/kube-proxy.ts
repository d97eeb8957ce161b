import type { Component, ComponentContext } from '../component/component-context';
import { RoundRobin } from './round-robin';
import type { ServiceRule, ServiceTarget } from './service-table';
import { ServiceView } from './service-view';

/** kube-proxy's minSyncPeriod: rules are written no more often than once a second. */
const MIN_SYNC_PERIOD = 1000;

/** An address and port of a Service, resolved to its rule. */
export interface VirtualAddress {
  readonly rule: ServiceRule;
  /** How the address belongs to the Service. */
  readonly via: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
}

/**
 * Spreads the traffic of each Service's own address over its endpoints, in turn. All nodes are taken to have the same
 * rules at the same time; what differs from node to node (`internalTrafficPolicy: Local`) is looked at when asked.
 */
export class KubeProxy implements Component {
  private readonly view: ServiceView;
  private byAddress: Map<string, VirtualAddress> | undefined;
  private readonly turns = new RoundRobin();

  constructor(context: ComponentContext) {
    this.view = new ServiceView(context, 0, MIN_SYNC_PERIOD, () => {
      this.byAddress = undefined;
    });
  }

  /** The Service behind an address, as far as the rules know it. */
  find(ip: string, port: number): VirtualAddress | undefined {
    this.byAddress ??= this.addresses();
    return this.byAddress.get(`${ip}:${port}`) ?? this.byAddress.get(`:${port}`);
  }

  ruleOf(service: string, port: number | string): ServiceRule | undefined {
    return this.view
      .rulesOf(service)
      ?.rules.find(({ port: one }) => one.port === port || (one.name !== undefined && one.name === port));
  }

  /** Whether there is such a Service at all. */
  knows(service: string): boolean {
    return this.view.rulesOf(service) !== undefined;
  }

  /** When the rules of a Service began to send traffic to a pod; undefined when they do not. */
  targetSince(service: string, pod: string): number | undefined {
    return this.view.targetSince(service, pod);
  }

  /** The target whose turn it is; undefined when there is none. `node`: where the request comes from. */
  choose(rule: ServiceRule, node: string | undefined): ServiceTarget | undefined {
    const policy = this.view.rulesOf(rule.service)?.service.spec?.internalTrafficPolicy;
    const targets =
      policy === 'Local' && node ? rule.targets.filter((one) => one.node === node) : rule.targets;
    return this.turns.next(rule, targets);
  }

  stop(): void {
    this.view.stop();
  }

  private addresses(): Map<string, VirtualAddress> {
    const table = new Map<string, VirtualAddress>();
    for (const { service, rules } of this.view.all()) {
      const { clusterIPs = [], externalIPs = [] } = service.spec ?? {};
      const balancers = service.status?.loadBalancer?.ingress ?? [];
      for (const rule of rules) {
        for (const ip of clusterIPs)
          if (ip !== 'None') table.set(`${ip}:${rule.port.port}`, { rule, via: 'ClusterIP' });
        for (const { ip } of balancers)
          if (ip) table.set(`${ip}:${rule.port.port}`, { rule, via: 'LoadBalancer' });
        for (const ip of externalIPs) table.set(`${ip}:${rule.port.port}`, { rule, via: 'ClusterIP' });
        if (rule.port.nodePort) table.set(`:${rule.port.nodePort}`, { rule, via: 'NodePort' });
      }
    }
    return table;
  }
}
