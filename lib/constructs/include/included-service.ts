import { Construct } from 'constructs';
import type { Service, ServicePort } from '../../kube/generated/core-v1';
import { describeConstruct } from '../authoring/construct-error';
import type { Labels } from '../authoring/labels';
import { report } from '../authoring/report';
import type { KubeApiObject } from '../kube-api-object';
import {
  type Connection,
  type ConnectionRequest,
  type ConnectionTarget,
  urlVariable,
} from '../network/connection';
import { NetworkPeer } from '../network/network-peer';
import type { RouteBackend, RouteRequest, RouteTarget } from '../network/route-target';
import { TrafficRules } from '../network/traffic-rules';
import { Stack } from '../stack';

/** The port a URL need not name. */
const HTTP = 80;
const NO_PORT: ServicePort = { port: 0 };

/** A Service that is written elsewhere, as something to connect to and to route to. Its pods are let through for both. */
export class IncludedService extends Construct implements ConnectionTarget, RouteTarget {
  private readonly rules: TrafficRules;
  private readonly spec: NonNullable<Service['spec']>;

  constructor(
    scope: Construct,
    id: string,
    private readonly service: KubeApiObject,
  ) {
    super(scope, id);
    this.spec = (service.toJson() as Service).spec ?? {};
    this.rules = new TrafficRules(this, {
      name: `${service.name}-included`,
      labels: {},
      selector: this.selector,
      enabled: Stack.of(this).networkPolicies,
    });
  }

  accept({ source, selector, namespace, options }: ConnectionRequest): Connection {
    const { name } = this.service;
    const own = this.namespace;
    const { port, targetPort = port } = this.portFor(source, 'connectsTo', options.port);
    this.rules.allowFrom(NetworkPeer.pods(selector, { namespace, seenFrom: own }), targetPort);
    const host = namespace === own ? name : `${name}.${own}.svc`;
    const peer = NetworkPeer.pods(this.selector, { namespace: own, seenFrom: namespace });
    return {
      environment: {
        [options.env ?? urlVariable(name)]: `http://${host}${port === HTTP ? '' : `:${port}`}`,
      },
      traffic: [{ peer, ports: [targetPort] }],
    };
  }

  acceptRoute({ source, controller, port: wanted }: RouteRequest): RouteBackend {
    const { port, targetPort = port } = this.portFor(source, 'port', wanted);
    this.rules.allowFrom(controller, targetPort);
    return { namespace: this.namespace, service: this.service.name, port };
  }

  private get selector(): Labels {
    return this.spec.selector ?? {};
  }

  private get namespace(): string {
    return this.service.namespace ?? Stack.of(this).namespace;
  }

  private portFor(
    source: Construct | ConnectionRequest['source'],
    field: string,
    wanted?: number | string,
  ): ServicePort {
    const { ports = [] } = this.spec;
    const found =
      wanted === undefined ? ports[0] : ports.find(({ name, port }) => name === wanted || port === wanted);
    if (!found) {
      const list = ports.map(({ name, port }) => (name ? `${name} (${port})` : port)).join(', ') || 'none';
      report(source, {
        field,
        message: `${describeConstruct(this.service)} has no port ${wanted ?? 'at all'}; there is ${list}`,
      });
    }
    return found ?? NO_PORT;
  }
}
