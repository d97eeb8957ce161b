import { ApiObject } from 'cdk8s';
import type { Service } from 'cdk8s-plus-27';
import { describeConstruct } from '../authoring/construct-error';
import type { Labels } from '../authoring/labels';
import { report } from '../authoring/report';
import { Stack } from '../stack';
import type { RouteBackend, RouteRequest, RouteTarget } from './route-target';
import { TrafficRules } from './traffic-rules';

const rulesOf = new WeakMap<Service, TrafficRules>();

/** A Service of cdk8s-plus as something to route to. Only its type is imported: loading cdk8s-plus takes 75 ms. */
export class Cdk8sPlusService implements RouteTarget {
  constructor(private readonly service: Service) {}

  acceptRoute({ source, controller, port: wanted }: RouteRequest): RouteBackend {
    const { service } = this;
    const { ports } = service;
    const found =
      wanted === undefined ? ports[0] : ports.find(({ name, port }) => name === wanted || port === wanted);
    if (!found) {
      const list = ports.map(({ name, port }) => (name ? `${name} (${port})` : port)).join(', ') || 'none';
      report(source, {
        field: 'port',
        message: `${describeConstruct(service)} has no port ${wanted ?? 'at all'}; there is ${list}`,
      });
    }
    const { port, targetPort = port } = found ?? { port: 0 };
    this.rules().allowFrom(controller, targetPort);
    return {
      namespace: service.metadata.namespace ?? Stack.of(service).namespace,
      service: service.name,
      port,
    };
  }

  /** The pods are those its selector finds; it can be added to until synthesis. */
  private rules(): TrafficRules {
    const { service } = this;
    const rules =
      rulesOf.get(service) ??
      new TrafficRules(service, {
        name: `${service.name}-routes`,
        labels: {},
        selector: () => ApiObject.of(service).toJson().spec.selector as Labels,
        enabled: Stack.of(service).networkPolicies,
      });
    rulesOf.set(service, rules);
    return rules;
  }
}
