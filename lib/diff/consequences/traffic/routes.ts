import type { Service } from '../../../kube/generated/core-v1';
import type { Ingress } from '../../../kube/generated/networking-v1';
import { describeRoute, type Route, routesOf } from '../../../kube/relations/routes';
import { specOf } from '../../../kube/service-kinds';
import type { Consequence } from '../../change';
import type { DiffContext, PairChange } from '../../context';
import { changesBelow, pathsOf } from '../../field-lookup';
import { describeEntry, listed } from '../../wording';
import { backendsOf, traffic } from './backends';

/** What a change of an Ingress or a route of the Gateway API does: which hosts and paths lead where. */
export function* routeTraffic(change: PairChange, context: DiffContext): Generator<Consequence> {
  const before = change.before ? routesOf(change.before.object) : [];
  const after = change.after ? routesOf(change.after.object) : [];
  yield* changedRoutes(change, before, after, context);
  yield* deadRoutes(change, before, after, context);
  if (change.before && change.after) yield* changedIngress(change);
}

const keyOf = ({ host, path, match }: Route) => `${host} ${path} ${match}`;
/** Below the namespace of the object that says so, which may have another name afterwards. */
const backendOf = ({ object, service, port }: Route) =>
  `${service.namespace === object.metadata.namespace ? '' : service.namespace}/${service.name}:${port}`;
const describeBackend = ({ service }: Route) =>
  service.name ? `Service/${service.name}` : 'a backend that is no Service';

function* changedRoutes(
  change: PairChange,
  before: readonly Route[],
  after: readonly Route[],
  context: DiffContext,
): Generator<Consequence> {
  const causes = pathsOf(changesBelow(change.fields, ...ROUTE_FIELDS));
  const old = new Map(before.map((route) => [keyOf(route), route]));
  const now = new Map(after.map((route) => [keyOf(route), route]));
  const gone = before.filter((route) => !now.has(keyOf(route)));
  const added = after.filter((route) => !old.has(keyOf(route)));
  const others = allRoutes(context);
  for (const route of gone) yield lostRoute(route, added, others, causes);
  const fresh = added.filter((route) => !gone.some((one) => isMove(one, route)));
  if (fresh.length > 0)
    yield traffic(
      'info',
      causes,
      `${listed(fresh.map((route) => `${describeRoute(route)} leads to ${describeBackend(route)}`))}`,
    );
  for (const route of after) {
    const was = old.get(keyOf(route));
    if (!was || backendOf(was) === backendOf(route)) continue;
    yield traffic(
      'warning',
      causes,
      was.service.name === route.service.name
        ? `${describeRoute(route)} leads to port ${route.port} of ${describeBackend(route)} (was ${was.port})`
        : `${describeRoute(route)} leads to ${describeBackend(route)} and no longer to ${describeBackend(was)}`,
    );
  }
}

const ROUTE_FIELDS = ['spec.rules', 'spec.defaultBackend', 'spec.hostnames'];
const ROUTE_KINDS = [
  'networking.k8s.io/Ingress',
  'gateway.networking.k8s.io/HTTPRoute',
  'gateway.networking.k8s.io/GRPCRoute',
];

function allRoutes({ after }: DiffContext): readonly Route[] {
  return ROUTE_KINDS.flatMap((kind) => after.of(kind).flatMap(routesOf));
}

/** The same backend under another host or path. */
function isMove(from: Route, to: Route): boolean {
  return backendOf(from) === backendOf(to) && (from.host === to.host || from.path === to.path);
}

function lostRoute(
  route: Route,
  added: readonly Route[],
  others: readonly Route[],
  causes: readonly string[],
): Consequence {
  const name = describeRoute(route);
  const catcher = others.find((other) => catches(other, route));
  const move = added.find((other) => isMove(route, other));
  const moved = move ? `: ${describeBackend(route)} moves to ${describeRoute(move)}` : '';
  if (!catcher)
    return traffic(
      'danger',
      causes,
      `${name} is no longer routed${moved || ` to ${describeBackend(route)}`}`,
    );
  if (backendOf(catcher) === backendOf(route))
    return traffic('notice', causes, `${name} is routed by ${describeRoute(catcher)}`);
  return traffic(
    'warning',
    causes,
    `${name} now leads to ${describeBackend(catcher)} by ${describeRoute(catcher)}, and no longer to ${describeBackend(route)}${moved}`,
  );
}

/** Whether requests of one route would fall under another one. */
function catches(other: Route, route: Route): boolean {
  const sameHost =
    other.host === route.host ||
    other.host === '*' ||
    (other.host.startsWith('*.') && route.host.slice(route.host.indexOf('.')) === other.host.slice(1));
  if (!sameHost) return false;
  if (other.match === 'Default') return true;
  if (other.match === 'Exact') return other.path === route.path;
  const prefix = other.path.replace(/\/$/, '');
  return (
    route.path === other.path ||
    route.path.replace(/\/$/, '') === prefix ||
    route.path.startsWith(`${prefix}/`)
  );
}

/** Routes whose Service, its port or its pods are not there. Those that were so before are left to the checks. */
function* deadRoutes(
  change: PairChange,
  before: readonly Route[],
  after: readonly Route[],
  context: DiffContext,
): Generator<Consequence> {
  const known = new Set(before.map((route) => `${keyOf(route)} ${backendOf(route)}`));
  const causes = pathsOf(changesBelow(change.fields, ...ROUTE_FIELDS));
  for (const route of after) {
    if (known.has(`${keyOf(route)} ${backendOf(route)}`) || !route.service.name) continue;
    const problem = problemOf(route, context);
    if (problem) yield traffic('danger', causes, `${describeRoute(route)} is answered by nobody: ${problem}`);
  }
}

function problemOf({ service, port }: Route, { after }: DiffContext): string | undefined {
  const found = after.find<Service>('Service', service.namespace, service.name);
  if (!found) return `there is no Service/${service.name} in these manifests`;
  const { ports = [], type, selector } = specOf(found);
  if (port !== undefined && !ports.some((one) => one.port === port || one.name === port))
    return `Service/${service.name} has no port ${port}`;
  const needsPods = type !== 'ExternalName' && selector && Object.keys(selector).length > 0;
  return needsPods && backendsOf(found, after).length === 0
    ? `Service/${service.name} has no pods`
    : undefined;
}

/** What is not a route: the class of the controller, certificates, annotations. */
function* changedIngress(change: PairChange): Generator<Consequence> {
  const { before, after, fields } = change;
  if (after!.object.kind !== 'Ingress') return;
  const name = describeEntry(after!);
  const classes = changesBelow(
    fields,
    'spec.ingressClassName',
    'metadata.annotations[kubernetes.io/ingress.class]',
  );
  if (classes.length > 0)
    yield traffic(
      'danger',
      pathsOf(classes),
      `${name} is served by another Ingress controller: its address changes`,
    );
  const bare = [...tlsHosts(before!.object as Ingress)].filter(
    (host) => !tlsHosts(after!.object as Ingress).has(host),
  );
  const tls = changesBelow(fields, 'spec.tls');
  if (bare.length > 0)
    yield traffic(
      'warning',
      pathsOf(tls),
      `${listed(bare)} ${bare.length === 1 ? 'has' : 'have'} no certificate of its own any more`,
    );
  else if (tls.length > 0) yield traffic('notice', pathsOf(tls), `${name} uses other certificates`);
  const annotations = changesBelow(fields, 'metadata.annotations').filter((one) => !classes.includes(one));
  if (annotations.length > 0)
    yield traffic(
      'notice',
      pathsOf(annotations),
      `annotations of ${name} may change how its controller routes`,
    );
}

function tlsHosts({ spec }: Ingress): ReadonlySet<string> {
  return new Set((spec?.tls ?? []).flatMap(({ hosts = [] }) => hosts));
}
