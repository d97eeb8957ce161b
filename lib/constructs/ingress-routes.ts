import type { Service } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { HTTPIngressPath, Ingress, IngressSpec, IngressTLS } from '../kube/generated/networking-v1';
import { Ingresses } from '../kube/generated/resources';
import { isDns1123Subdomain, isIp, isWildcardDns1123Subdomain } from '../kube/names';
import { claim } from './authoring/claims';
import { describeConstruct } from './authoring/construct-error';
import { checkLabels, type Labels, NAME } from './authoring/labels';
import { checkDnsLabel, checkText, DNS_SUBDOMAIN, type NameRule } from './authoring/names';
import { gatherProblems, report } from './authoring/report';
import { recordSource } from './authoring/source-location';
import { KubeApiObject } from './kube-api-object';
import { routeToService } from './network/cdk8s-plus-service';
import { NetworkPeer } from './network/network-peer';
import type { RouteBackend, RouteTarget } from './network/route-target';
import { Stack } from './stack';

/** How a path is compared: with everything below it, or alone. */
export type PathType = 'Prefix' | 'Exact';

/** Where the requests of a path go. A Service of cdk8s-plus can be given as it is. */
export type RouteDestination = RouteTarget | Service;

export interface RouteOptions {
  /** Where the requests go. */
  readonly to: RouteDestination;
  /**
   * Which port of its Service, by number or name.
   *
   * @default the main port
   */
  readonly port?: number | string;
  /**
   * How the path is compared.
   *
   * @default 'Prefix': the path and everything below it
   */
  readonly pathType?: PathType;
}

export interface RouteProps extends RouteOptions {
  /**
   * The host; `*.example.com` stands for every name directly below.
   *
   * @default the hosts of the construct
   */
  readonly host?: string;
  /** The path, starting with `/`. */
  readonly path: string;
}

export interface IngressRoutesProps {
  /**
   * The host, or several that have the same paths; `*.example.com` stands for every name directly below.
   *
   * @default every host
   */
  readonly host?: string | readonly string[];
  /** Where each path goes: `{ '/': web, '/api': { to: api, port: 'http' } }`. */
  readonly paths: { readonly [path: string]: RouteDestination | RouteOptions };
  /**
   * Name of the Secret with the certificate of all hosts.
   *
   * @default no TLS
   */
  readonly tls?: string;
  /**
   * The class of Ingress controller that serves the routes.
   *
   * @default 'nginx'
   */
  readonly ingressClassName?: string;
  /**
   * The namespace in which that controller runs: it may reach the services routed to.
   *
   * @default 'ingress-nginx'
   */
  readonly controllerNamespace?: string;
  /**
   * Annotations of the Ingress, by which controllers are told more.
   *
   * @default none
   */
  readonly annotations?: Labels;
  /**
   * Labels of the Ingress, beside those of the stack.
   *
   * @default none
   */
  readonly labels?: Labels;
}

interface Route {
  /** Undefined for every host. */
  readonly host: string | undefined;
  readonly path: string;
  readonly pathType: PathType;
  readonly backend: RouteBackend;
  /** For messages. */
  readonly destination: string;
}

/** Routes from outside of the cluster to its services: an Ingress, and the leave of its controller to reach them. */
export class IngressRoutes extends Construct {
  readonly ingress: KubeApiObject<Ingress>;
  private readonly routes: Route[] = [];
  private readonly tls: IngressTLS[] = [];
  private readonly hosts: readonly (string | undefined)[];
  private readonly ingressClassName: string;
  private readonly controller: NetworkPeer;
  private readonly namespace: string;

  constructor(scope: Construct, id: string, props: IngressRoutesProps) {
    super(scope, id);
    recordSource(this);
    checkDnsLabel(this, 'id', id);
    const { host, paths, tls, ingressClassName = 'nginx', controllerNamespace = 'ingress-nginx' } = props;
    this.namespace = Stack.of(this).namespace;
    this.ingressClassName = ingressClassName;
    this.controller = NetworkPeer.namespace(controllerNamespace);
    this.hosts = typeof host === 'object' ? host : [host];
    const throwGathered = gatherProblems(this);
    checkLabels(this, props.labels);
    if (this.hosts.length === 0) report(this, { field: 'host', message: 'the list of hosts is empty' });
    if (Object.keys(paths).length === 0) report(this, { field: 'paths', message: 'there is no path' });
    for (const [path, destination] of Object.entries(paths)) {
      this.addRoute({ path, ...('to' in destination ? destination : { to: destination }) });
    }
    if (tls !== undefined) this.addTls(tls);
    this.ingress = this.makeIngress(props);
    this.node.defaultChild = this.ingress;
    throwGathered();
  }

  /** Adds a route. Reports a path that goes somewhere already. */
  addRoute({ host, path, pathType = 'Prefix', to, port }: RouteProps): this {
    const request = { source: this, controller: this.controller, port };
    const backend = 'acceptRoute' in to ? to.acceptRoute(request) : routeToService(to, request);
    const destination = describeConstruct(to);
    if (backend.namespace !== this.namespace) {
      report(this, {
        field: `paths[${path}]`,
        message: `${destination} is in namespace "${backend.namespace}", but an Ingress in namespace "${this.namespace}" can only reach its own`,
        fix: `make the routes in the stack of namespace "${backend.namespace}"`,
      });
    }
    if (!path.startsWith('/')) {
      report(this, {
        field: `paths[${path}]`,
        message: `the path ${JSON.stringify(path)} does not start with "/"`,
      });
    }
    for (const one of host === undefined ? this.hosts : [host]) {
      this.add({ host: one, path, pathType, backend, destination });
    }
    return this;
  }

  /** Adds a certificate: the Secret it is in, and the hosts it is for; without hosts, for all that are routed. */
  addTls(secretName: string, hosts?: readonly string[]): this {
    checkText(this, 'tls', secretName, DNS_SUBDOMAIN);
    this.tls.push({ secretName, ...(hosts && { hosts }) });
    return this;
  }

  private add(route: Route): void {
    const { host, path, destination } = route;
    if (host !== undefined) checkHost(this, host);
    const key = routeKey(route);
    const twin = this.routes.find((other) => routeKey(other) === key);
    const what = `${host ?? 'every host'}, path ${JSON.stringify(path)},`;
    if (twin) {
      report(this, {
        field: `paths[${path}]`,
        message: `${what} has two routes: ${JSON.stringify(twin.path)} to ${twin.destination} and ${JSON.stringify(path)} to ${destination}`,
        fix: 'leave one of them out',
      });
    }
    const conflict = claim(this, ['route', this.ingressClassName, key].join('/'), what);
    if (conflict) report(this, { ...conflict, fix: 'leave one of them out' });
    this.routes.push(route);
  }

  private makeIngress({ annotations, labels }: IngressRoutesProps): KubeApiObject<Ingress> {
    const { id } = this.node;
    return new KubeApiObject(this, 'Ingress', Ingresses, {
      name: id,
      labels: { ...labels, [NAME]: id },
      annotations,
      fields: { spec: () => this.spec() },
    });
  }

  private spec(): IngressSpec {
    const hosts = [...new Set(this.routes.map(({ host }) => host))];
    const named = hosts.filter((host) => host !== undefined);
    const tls = this.tls.map((one) => (one.hosts || named.length === 0 ? one : { ...one, hosts: named }));
    return {
      ingressClassName: this.ingressClassName,
      rules: hosts.map((host) => ({
        ...(host !== undefined && { host }),
        http: { paths: this.routes.filter((route) => route.host === host).map(ingressPath) },
      })),
      ...(tls.length > 0 && { tls }),
    };
  }
}

function ingressPath({ path, pathType, backend }: Route): HTTPIngressPath {
  return { path, pathType, backend: { service: { name: backend.service, port: { number: backend.port } } } };
}

/** As a prefix, `/api` and `/api/` are the same. */
function routeKey({ host, path, pathType }: Route): string {
  const compared = pathType === 'Prefix' && path !== '/' ? path.replace(/\/$/, '') : path;
  return `${host ?? '*'} ${pathType} ${compared}`;
}

/** An address is no host, as Ingress has it. */
const HOST: NameRule = {
  check: (host) => {
    if (host.startsWith('*.')) return isWildcardDns1123Subdomain(host);
    return isIp(host).length === 0 ? ['must be a DNS name, not an IP address'] : isDns1123Subdomain(host);
  },
  what: 'a host',
};

function checkHost(owner: Construct, host: string): void {
  if (host !== '') checkText(owner, 'host', host, HOST, 'write it as shop.example.com or *.example.com');
  else
    report(owner, { field: 'host', message: 'the host is empty', fix: 'leave it out to serve every host' });
}
