import { ApiObject } from 'cdk8s';
import type { Service, ServicePort } from 'cdk8s-plus-27';
import { describeConstruct } from '../authoring/construct-error';
import type { Labels } from '../authoring/labels';
import { report } from '../authoring/report';
import { Stack } from '../stack';
import type { RouteBackend, RouteRequest } from './route-target';
import { TrafficRules } from './traffic-rules';

const rulesOf = new WeakMap<Service, TrafficRules>();

/**
 * Routes to a Service of cdk8s-plus, and lets the Ingress controller reach the pods behind it. Only its type is
 * imported: loading cdk8s-plus takes 75 ms.
 */
export function routeToService(service: Service, request: RouteRequest): RouteBackend {
  const { port, targetPort = port } = findPort(service, request);
  const stack = Stack.of(service);
  if (!rulesOf.has(service)) rulesOf.set(service, makeRules(service, stack.networkPolicies));
  rulesOf.get(service)!.allowFrom(request.controller, targetPort);
  return { namespace: service.metadata.namespace ?? stack.namespace, service: service.name, port };
}

function findPort(service: Service, { source, port: wanted }: RouteRequest): ServicePort {
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
  return found ?? { port: 0 };
}

/** The pods are those its selector finds; it can be added to until synthesis. */
function makeRules(service: Service, enabled: boolean): TrafficRules {
  return new TrafficRules(service, {
    name: `${service.name}-routes`,
    labels: {},
    selector: () => ApiObject.of(service).toJson().spec.selector as Labels,
    enabled,
  });
}
