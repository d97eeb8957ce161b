import type { Ingress, IngressBackend } from '../generated/networking-v1';
import { type KubeObject, parseApiVersion } from '../object';
import { isObject, type JsonObject } from '../record';

/** One way from outside to a Service: a host and a path of an Ingress or an HTTPRoute. */
export interface Route {
  /** The object that says so. */
  readonly object: KubeObject;
  /** `*` for any host. */
  readonly host: string;
  readonly path: string;
  /** `Prefix`, `Exact`, `ImplementationSpecific`, `RegularExpression`; `Default` for a default backend. */
  readonly match: string;
  /** The backend's namespace and name; an empty name for a backend that is no Service. */
  readonly service: { readonly namespace: string; readonly name: string };
  /** Name or number of the Service's port. */
  readonly port: string | number | undefined;
  /** Of the backend: `spec.rules[0].http.paths[0].backend`. */
  readonly field: string;
}

/** What an Ingress, or an HTTPRoute or GRPCRoute of the Gateway API, leads to; empty for all other kinds. */
export function routesOf(object: KubeObject): readonly Route[] {
  const { group } = parseApiVersion(object.apiVersion ?? '');
  if (object.kind === 'Ingress' && (group === 'networking.k8s.io' || group === 'extensions'))
    return ingressRoutes(object as Ingress);
  if (group === GATEWAY && (object.kind === 'HTTPRoute' || object.kind === 'GRPCRoute'))
    return gatewayRoutes(object as GatewayRoute);
  return NONE;
}

/** `shop.example.com/api`; without the path where it is all of them. */
export function describeRoute({ host, path, match }: Pick<Route, 'host' | 'path' | 'match'>): string {
  const where = host === '*' ? 'any host' : host;
  if (match === 'Default') return `${where} (default backend)`;
  return path === '/' && match !== 'Exact' ? where : host === '*' ? `*${path}` : `${host}${path}`;
}

const NONE: readonly Route[] = [];
const GATEWAY = 'gateway.networking.k8s.io';

function ingressRoutes(ingress: Ingress): readonly Route[] {
  const { defaultBackend, rules = [] } = ingress.spec ?? {};
  const routes: Route[] = [];
  const add = (host: string, path: string, match: string, backend: IngressBackend, field: string) =>
    routes.push({
      object: ingress,
      host,
      path,
      match,
      service: { namespace: ingress.metadata.namespace ?? '', name: backend.service?.name ?? '' },
      port: backend.service?.port?.name ?? backend.service?.port?.number,
      field,
    });
  rules.forEach(({ host, http }, rule) => {
    http?.paths?.forEach(({ path, pathType, backend }, index) => {
      if (backend)
        add(host || '*', path || '/', pathType, backend, `spec.rules[${rule}].http.paths[${index}].backend`);
    });
    if (!http?.paths?.length && defaultBackend)
      add(host || '*', '/', 'Prefix', defaultBackend, 'spec.defaultBackend');
  });
  if (defaultBackend) add('*', '/', 'Default', defaultBackend, 'spec.defaultBackend');
  return routes;
}

/** The part of the Gateway API's routes that is read here. They are custom resources: nothing is taken for granted. */
type GatewayRoute = KubeObject & { readonly spec?: unknown };

function gatewayRoutes(route: GatewayRoute): readonly Route[] {
  const spec = isObject(route.spec) ? route.spec : {};
  const hosts = listOf(spec.hostnames).filter((host): host is string => typeof host === 'string');
  const routes: Route[] = [];
  listOf(spec.rules).forEach((rule, ruleIndex) => {
    if (!isObject(rule)) return;
    listOf(rule.backendRefs).forEach((backend, index) => {
      if (!isObject(backend)) return;
      for (const host of hosts.length > 0 ? hosts : ['*'])
        for (const { path, match } of pathsOf(rule))
          routes.push({
            object: route,
            host,
            path,
            match,
            service: serviceOf(backend, route.metadata.namespace ?? ''),
            port: typeof backend.port === 'number' ? backend.port : undefined,
            field: `spec.rules[${ruleIndex}].backendRefs[${index}]`,
          });
    });
  });
  return routes;
}

function pathsOf(rule: JsonObject): readonly { readonly path: string; readonly match: string }[] {
  const paths = listOf(rule.matches)
    .filter(isObject)
    .map((match) => {
      const path = isObject(match.path) ? match.path : {};
      const type = typeof path.type === 'string' ? path.type : 'PathPrefix';
      return { path: typeof path.value === 'string' ? path.value : '/', match: MATCHES[type] ?? type };
    });
  return paths.length > 0 ? paths : [{ path: '/', match: 'Prefix' }];
}

const MATCHES: { readonly [type: string]: string | undefined } = { PathPrefix: 'Prefix' };

function serviceOf(backend: JsonObject, namespace: string): Route['service'] {
  const isService = (backend.kind ?? 'Service') === 'Service' && !backend.group;
  return {
    namespace: typeof backend.namespace === 'string' ? backend.namespace : namespace,
    name: isService && typeof backend.name === 'string' ? backend.name : '',
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
