import type { Service } from '../../../kube/generated/core-v1';
import type { Ingress } from '../../../kube/generated/networking-v1';
import { describeRoute, type Route, routesOf } from '../../../kube/relations/routes';
import { specOf } from '../../../kube/service-kinds';
import type { CheckContext } from '../../context/check-context';
import { didYouMean } from '../../context/near-miss';
import type { BuiltInRule, Problem } from '../../rule';

export const INGRESS_RULES: readonly BuiltInRule[] = [
  {
    id: 'dangling-ingress',
    severity: 'error',
    profile: 'learning',
    finds: 'An Ingress, or a route of the Gateway API, whose backend is a Service that is not there.',
    why: 'Requests for that path are answered with 503.',
    fix: 'name a Service of the same namespace',
    peers: ['kube-linter dangling-ingress', 'kube-score ingress-targets-service'],
    *check(context) {
      if (!context.isWhole) return;
      for (const route of routes(context)) {
        const { namespace, name } = route.service;
        const services = servicesIn(context, namespace);
        if (services.size === 0 || services.has(name)) continue;
        yield {
          object: route.object,
          field: route.field,
          message: `there is no Service "${name}"${didYouMean(name, services.keys())}`,
          severity: context.hasCustomObjects(namespace) && !isRoute(route) ? 'warning' : 'error',
        };
      }
    },
  },
  {
    id: 'ingress-port',
    severity: 'error',
    profile: 'learning',
    finds: 'An Ingress backend that asks for a port which the Service does not have.',
    why: 'The Ingress controller finds nowhere to send the requests: they are answered with 503.',
    fix: 'name or number a port of the Service, not of the container',
    peers: ['kube-score ingress-targets-service'],
    *check(context) {
      for (const route of routes(context)) {
        const service = servicesIn(context, route.service.namespace).get(route.service.name);
        if (service) yield* missingPort(route, service);
      }
    },
  },
  {
    id: 'ingress-path-conflict',
    severity: 'warning',
    profile: 'default',
    finds: 'Two Ingress rules for the same host and path that lead to different Services.',
    why: 'Only one of them gets the requests; which one depends on the controller.',
    fix: 'give each host and path one backend',
    check: conflicts,
  },
  {
    id: 'ingress-tls-host',
    severity: 'warning',
    profile: 'default',
    finds: 'An Ingress with TLS for other hosts than its rules are for.',
    why: 'Clients of the hosts without TLS get a certificate that is not theirs, and refuse it.',
    fix: 'list the hosts of the rules under tls',
    *check({ relations }) {
      for (const ingress of relations.of<Ingress>('networking.k8s.io/Ingress')) yield* tlsHosts(ingress);
    },
  },
];

function* routes({ relations }: CheckContext): Iterable<Route> {
  for (const kind of [
    'networking.k8s.io/Ingress',
    'gateway.networking.k8s.io/HTTPRoute',
    'gateway.networking.k8s.io/GRPCRoute',
  ])
    for (const object of relations.of(kind)) {
      const seen = new Set<string>();
      for (const route of routesOf(object)) {
        if (!route.service.name || seen.has(route.field)) continue;
        seen.add(route.field);
        yield route;
      }
    }
}

const isRoute = ({ object }: Route) => object.kind !== 'Ingress';

function servicesIn(context: CheckContext, namespace: string): ReadonlyMap<string, Service> {
  return context.named<Service>('Service', namespace);
}

function* missingPort({ object, field, port }: Route, service: Service): Iterable<Problem> {
  const { ports = [] } = specOf(service);
  if (port === undefined || ports.some(({ name, port: number }) => port === name || port === number)) return;
  const declared = ports.map(({ name, port: number }) => (name ? `${number} (${name})` : String(number)));
  const behind = ports.find(({ targetPort }) => targetPort === port);
  yield {
    object,
    field,
    message: `Service "${service.metadata.name}" has no port ${JSON.stringify(port)}; it has ${declared.join(', ') || 'none'}`,
    ...(behind
      ? { fix: `${port} is a port of the pods; the Service's own port for it is ${behind.port}` }
      : {}),
  };
}

function* conflicts({ relations }: CheckContext): Iterable<Problem> {
  const taken = new Map<string, Route>();
  for (const ingress of relations.of<Ingress>('networking.k8s.io/Ingress')) {
    for (const route of routesOf(ingress)) {
      if (!route.service.name || route.match === 'Default' || isCanary(ingress)) continue;
      const { host, path, match } = route;
      const key = `${ingress.spec?.ingressClassName ?? ''} ${host} ${match} ${path}`;
      const other = taken.get(key);
      if (!other) taken.set(key, route);
      else if (!sameBackend(route, other))
        yield {
          object: ingress,
          field: route.field,
          message: `${describeRoute(route)} leads to "${route.service.name}" here, and to "${other.service.name}" in Ingress ${other.object.metadata.namespace}/${other.object.metadata.name}`,
        };
    }
  }
}

/** Two Ingresses for one path on purpose: a share of the requests goes to the second. */
function isCanary({ metadata }: Ingress): boolean {
  return metadata.annotations?.['nginx.ingress.kubernetes.io/canary'] === 'true';
}

function sameBackend(a: Route, b: Route): boolean {
  return (
    a.service.namespace === b.service.namespace && a.service.name === b.service.name && a.port === b.port
  );
}

function* tlsHosts(ingress: Ingress): Iterable<Problem> {
  const { tls = [], rules = [] } = ingress.spec ?? {};
  const covered = tls.flatMap(({ hosts }) => hosts ?? []);
  // TLS without hosts is for all of them.
  if (tls.length === 0 || tls.some(({ hosts }) => !hosts?.length)) return;
  for (const [index, { host }] of rules.entries())
    if (host && !covered.some((pattern) => covers(pattern, host)))
      yield {
        object: ingress,
        field: `spec.rules[${index}].host`,
        message: `host "${host}" has no TLS, though ${covered.map((one) => `"${one}"`).join(', ')} has`,
      };
}

/** `*.example.com` covers one label: `a.example.com`, not `a.b.example.com`. */
function covers(pattern: string, host: string): boolean {
  if (pattern === host) return true;
  return pattern.startsWith('*.') && host.includes('.') && host.slice(host.indexOf('.')) === pattern.slice(1);
}
