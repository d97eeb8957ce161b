import { Construct } from 'constructs';
import {
  type HttpRouteSpec,
  type HttpRouteSpecRules,
  HttpRouteSpecRulesMatchesPathType,
} from '../../imports/gateway.networking.k8s.io';
import type { KubeObject } from '../kube/object';
import type { ResourceType } from '../kube/resource-type';
import { describeConstruct } from './authoring/construct-error';
import { checkLabels, type Labels, NAME } from './authoring/labels';
import { checkDnsLabel } from './authoring/names';
import { checkWhole } from './authoring/numbers';
import { gatherProblems, report } from './authoring/report';
import { recordSource } from './authoring/source-location';
import { KubeApiObject } from './kube-api-object';
import { NetworkPeer } from './network/network-peer';
import { backendOf, type RouteDestination } from './network/route-destination';
import { type PathType, type RoutedPath, RouteTable } from './network/route-table';
import type { RouteBackend } from './network/route-target';

/** An HTTPRoute of the Gateway API. */
export interface HttpRouteObject extends KubeObject {
  readonly spec: HttpRouteSpec;
}

const HTTP_ROUTES: ResourceType<HttpRouteObject> = {
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  resource: 'httproutes',
  kind: 'HTTPRoute',
  namespaced: true,
};

/** A Gateway that is there already: the entrance through which the requests come. */
export interface GatewayReference {
  readonly name: string;
  /**
   * The namespace it is in.
   *
   * @default that of the routes
   */
  readonly namespace?: string;
  /**
   * One of its listeners.
   *
   * @default all that take the hosts
   */
  readonly listener?: string;
}

/** One of several destinations that share the requests of a path. */
export interface WeightedDestination {
  readonly to: RouteDestination;
  /** Its share: of 90 and 10, nine requests in ten go to the first. */
  readonly weight: number;
  /**
   * Which port of its Service, by number or name.
   *
   * @default the main port
   */
  readonly port?: number | string;
}

export interface GatewayRouteOptions {
  /** Where the requests go, or how they are divided. */
  readonly to: RouteDestination | readonly WeightedDestination[];
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
  /**
   * Seconds within which a request must be answered.
   *
   * @default the gateway's own
   */
  readonly timeout?: number;
}

export interface GatewayRoutesProps {
  /** The entrance. */
  readonly gateway: GatewayReference;
  /**
   * The host, or several that have the same paths; `*.example.com` stands for every name directly below.
   *
   * @default every host of the gateway
   */
  readonly host?: string | readonly string[];
  /** Where each path goes: `{ '/': web, '/api': { to: [{ to: api, weight: 90 }, { to: next, weight: 10 }] } }`. */
  readonly paths: { readonly [path: string]: RouteDestination | GatewayRouteOptions };
  /**
   * The namespace in which the pods of the gateway run: they may reach the services routed to.
   *
   * @default that of the gateway
   */
  readonly controllerNamespace?: string;
  /**
   * Labels of the HTTPRoute, beside those of the stack.
   *
   * @default none
   */
  readonly labels?: Labels;
}

interface Route extends RoutedPath {
  readonly backends: readonly (RouteBackend & { readonly weight?: number })[];
  readonly timeout?: number;
}

/** Routes from a Gateway to the services of a stack: an HTTPRoute, and the leave of the gateway to reach them. */
export class GatewayRoutes extends Construct {
  readonly httpRoute: KubeApiObject<HttpRouteObject>;
  private readonly table: RouteTable<Route>;
  private readonly hosts: readonly (string | undefined)[];
  private readonly gateway: GatewayReference;

  constructor(scope: Construct, id: string, props: GatewayRoutesProps) {
    super(scope, id);
    recordSource(this);
    checkDnsLabel(this, 'id', id);
    const { gateway, host, paths, labels } = props;
    this.gateway = gateway;
    this.hosts = typeof host === 'object' ? host : [host];
    this.table = new RouteTable(
      this,
      `gateway ${gateway.namespace ?? ''}/${gateway.name}/${gateway.listener ?? ''}`,
    );
    const throwGathered = gatherProblems(this);
    checkLabels(this, labels);
    if (this.hosts.length === 0) report(this, { field: 'host', message: 'the list of hosts is empty' });
    if (Object.keys(paths).length === 0) report(this, { field: 'paths', message: 'there is no path' });
    const pods = props.controllerNamespace ?? gateway.namespace;
    if (pods === undefined) {
      report(this, {
        field: 'controllerNamespace',
        message: 'neither controllerNamespace nor gateway.namespace says where the pods of the gateway run',
      });
    }
    const controller = NetworkPeer.namespace(pods ?? '');
    for (const [path, spec] of Object.entries(paths)) this.addRoute(path, spec, controller);
    this.httpRoute = new KubeApiObject(this, 'HTTPRoute', HTTP_ROUTES, {
      name: id,
      labels: { ...labels, [NAME]: id },
      fields: { spec: () => this.spec() },
    });
    this.node.defaultChild = this.httpRoute;
    throwGathered();
  }

  private addRoute(
    path: string,
    spec: RouteDestination | GatewayRouteOptions,
    controller: NetworkPeer,
  ): void {
    const {
      to,
      port,
      pathType = 'Prefix',
      timeout,
    }: GatewayRouteOptions = 'to' in spec ? spec : { to: spec };
    if (timeout !== undefined) checkWhole(this, `paths[${path}].timeout`, timeout, 1);
    const shares = isDivided(to) ? to : [{ to, port, weight: undefined }];
    this.checkShares(path, shares);
    const backends = shares.map((share) => ({
      ...backendOf(share.to, { source: this, controller, port: share.port }, path),
      ...(share.weight !== undefined && { weight: share.weight }),
    }));
    const destination = shares.map((share) => describeConstruct(share.to)).join(' and ');
    for (const host of this.hosts) this.table.add({ host, path, pathType, destination, backends, timeout });
  }

  private checkShares(path: string, shares: readonly { readonly weight?: number }[]): void {
    const weights = shares.map(({ weight }) => weight ?? 1);
    for (const weight of weights) checkWhole(this, `paths[${path}].to.weight`, weight, 0);
    if (weights.some((weight) => weight > 0)) return;
    report(this, {
      field: `paths[${path}].to`,
      message: `the weights are ${weights.join(', ') || 'not given'}: no request would go anywhere`,
    });
  }

  /** The hosts are those of the whole HTTPRoute, so that each path is written once. */
  private spec(): HttpRouteSpec {
    const hosts = this.hosts.filter((host) => host !== undefined);
    const { name, namespace, listener } = this.gateway;
    const [first] = this.hosts;
    return {
      parentRefs: [{ name, ...(namespace && { namespace }), ...(listener && { sectionName: listener }) }],
      ...(hosts.length > 0 && { hostnames: hosts }),
      rules: this.table.routes.filter(({ host }) => host === first).map(ruleOf),
    };
  }
}

function ruleOf({ path, pathType, backends, timeout }: Route): HttpRouteSpecRules {
  const { PATH_PREFIX, EXACT } = HttpRouteSpecRulesMatchesPathType;
  return {
    matches: [{ path: { type: pathType === 'Prefix' ? PATH_PREFIX : EXACT, value: path } }],
    ...(timeout !== undefined && { timeouts: { request: `${timeout}s` } }),
    backendRefs: backends.map(({ service, port, weight }) => ({
      name: service,
      port,
      ...(weight !== undefined && { weight }),
    })),
  };
}

function isDivided(to: GatewayRouteOptions['to']): to is readonly WeightedDestination[] {
  return Array.isArray(to);
}
