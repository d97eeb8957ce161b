import { Construct } from 'constructs';
import type { HTTPIngressPath, Ingress, IngressSpec, IngressTLS } from '../kube/generated/networking-v1';
import { Ingresses } from '../kube/generated/resources';
import { describeConstruct } from './authoring/construct-error';
import { checkLabels, type Labels, NAME } from './authoring/labels';
import { checkDnsLabel, checkText, DNS_SUBDOMAIN } from './authoring/names';
import { gatherProblems, report } from './authoring/report';
import { recordSource } from './authoring/source-location';
import { KubeApiObject } from './kube-api-object';
import { NetworkPeer } from './network/network-peer';
import { backendOf, type RouteDestination } from './network/route-destination';
import { type PathType, type RoutedPath, RouteTable } from './network/route-table';
import type { RouteBackend } from './network/route-target';

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

interface Route extends RoutedPath {
  readonly backend: RouteBackend;
}

/** Routes from outside of the cluster to its services: an Ingress, and the leave of its controller to reach them. */
export class IngressRoutes extends Construct {
  readonly ingress: KubeApiObject<Ingress>;
  private readonly table: RouteTable<Route>;
  private readonly tls: IngressTLS[] = [];
  private readonly hosts: readonly (string | undefined)[];
  private readonly ingressClassName: string;
  private readonly controller: NetworkPeer;

  constructor(scope: Construct, id: string, props: IngressRoutesProps) {
    super(scope, id);
    recordSource(this);
    checkDnsLabel(this, 'id', id);
    const { host, paths, tls, ingressClassName = 'nginx', controllerNamespace = 'ingress-nginx' } = props;
    this.ingressClassName = ingressClassName;
    this.table = new RouteTable(this, ingressClassName);
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
    const backend = backendOf(to, { source: this, controller: this.controller, port }, path);
    const destination = describeConstruct(to);
    for (const one of host === undefined ? this.hosts : [host]) {
      this.table.add({ host: one, path, pathType, backend, destination });
    }
    return this;
  }

  /** Adds a certificate: the Secret it is in, and the hosts it is for; without hosts, for all that are routed. */
  addTls(secretName: string, hosts?: readonly string[]): this {
    checkText(this, 'tls', secretName, DNS_SUBDOMAIN);
    this.tls.push({ secretName, ...(hosts && { hosts }) });
    return this;
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
    const { routes } = this.table;
    const hosts = [...new Set(routes.map(({ host }) => host))];
    const named = hosts.filter((host) => host !== undefined);
    const tls = this.tls.map((one) => (one.hosts || named.length === 0 ? one : { ...one, hosts: named }));
    return {
      ingressClassName: this.ingressClassName,
      rules: hosts.map((host) => ({
        ...(host !== undefined && { host }),
        http: { paths: routes.filter((route) => route.host === host).map(ingressPath) },
      })),
      ...(tls.length > 0 && { tls }),
    };
  }
}

function ingressPath({ path, pathType, backend }: Route): HTTPIngressPath {
  return { path, pathType, backend: { service: { name: backend.service, port: { number: backend.port } } } };
}
