import type { Construct } from 'constructs';
import type { Deployment } from '../kube/generated/apps-v1';
import type { HorizontalPodAutoscaler } from '../kube/generated/autoscaling-v2';
import type { Service } from '../kube/generated/core-v1';
import type { PodDisruptionBudget } from '../kube/generated/policy-v1';
import { Services } from '../kube/generated/resources';
import { gatherProblems, report } from './authoring/report';
import { recordSource } from './authoring/source-location';
import { autoscalerOf, makeDeployment, POD_TEMPLATE_HASH } from './deployment';
import { checkMaxUnavailable, type MaxUnavailable, makeDisruptionBudget } from './disruption-budget';
import { KubeApiObject } from './kube-api-object';
import type { Connection, ConnectionRequest, ConnectionTarget } from './network/connection';
import {
  checkExposure,
  type Exposure,
  exposedSpec,
  exposureOf,
  isPublic,
  publicPeers,
} from './network/exposure';
import type { NetworkPeer } from './network/network-peer';
import type { RouteBackend, RouteRequest, RouteTarget } from './network/route-target';
import { ServiceAccess } from './network/service-access';
import { ServicePorts } from './network/service-ports';
import type { Health } from './pod/probe';
import { checkReplicas, type Replicas } from './replicas';
import {
  checkServiceName,
  checkWorkloadName,
  type Prerequisite,
  Workload,
  type WorkloadProps,
} from './workload';
import { WorkloadConstruct } from './workload-construct';

export interface WebServiceProps extends WorkloadProps {
  /** The TCP port the process listens on for HTTP. */
  readonly port: number;
  /**
   * The port of the Service, by which others reach it.
   *
   * @default 80; for a headless Service `port`, as it leads to the pods themselves
   */
  readonly servicePort?: number;
  /**
   * More TCP ports the process listens on, by name; the Service has them under the same numbers.
   *
   * @default none
   */
  readonly ports?: { readonly [name: string]: number };
  /**
   * From where the Service can be reached.
   *
   * @default 'ClusterIP': by pods, and by what is routed to it
   */
  readonly exposure?: Exposure;
  /**
   * How its health is found out: one path for all questions, or one for each.
   *
   * @default a TCP connection to `port`
   */
  readonly health?: Health;
  /**
   * Number of pods, or the bounds between which load scales it.
   *
   * @default 2
   */
  readonly replicas?: Replicas;
  /**
   * Pods that a drain of nodes may stop at a time: a number, or a share such as `25%`.
   *
   * @default 1
   */
  readonly maxUnavailable?: MaxUnavailable;
}

const DEFAULT_REPLICAS = 2;
const MAIN_PORT = 'http';
/** The port a URL need not name. */
const HTTP = 80;

/**
 * A stateless service that speaks HTTP: a Deployment behind a Service, with all that keeps it running while nodes drain,
 * load grows and new versions roll out. All of its objects have its id as their name.
 */
export class WebService extends WorkloadConstruct implements ConnectionTarget, RouteTarget, Prerequisite {
  readonly deployment: KubeApiObject<Deployment>;
  readonly service: KubeApiObject<Service>;
  readonly disruptionBudget: KubeApiObject<PodDisruptionBudget>;
  /** Only where `replicas` are bounds. */
  readonly autoscaler?: KubeApiObject<HorizontalPodAutoscaler>;
  readonly workload: Workload;
  private readonly access: ServiceAccess;

  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    recordSource(this);
    checkWorkloadName(this, id);
    const throwGathered = gatherProblems(this);
    const { port, ports = {}, exposure, replicas = DEFAULT_REPLICAS, maxUnavailable = 1 } = props;
    checkServiceName(this, id);
    checkMainPort(this, port, ports);
    checkReplicas(this, replicas);
    checkMaxUnavailable(this, 'maxUnavailable', maxUnavailable);
    checkExposure(this, exposure);
    this.workload = new Workload(this, {
      name: id,
      props,
      ports: { [MAIN_PORT]: port, ...ports },
      health: props.health ?? {},
      revisionLabel: POD_TEMPLATE_HASH,
    });
    const servicePorts = new ServicePorts(this, this.workload.container.ports, servicePortOf(this, props));
    this.service = this.makeService(exposure, servicePorts);
    this.deployment = makeDeployment(this, this.workload, replicas);
    this.node.defaultChild = this.deployment;
    this.autoscaler = autoscalerOf(this, this.deployment, this.workload, replicas);
    this.disruptionBudget = makeDisruptionBudget(this, this.workload, maxUnavailable);
    this.access = new ServiceAccess({
      owner: this,
      workload: this.workload,
      ports: servicePorts,
      scheme: 'http',
      schemePort: HTTP,
      runner: this.deployment,
    });
    this.workload.connectAll(props.connectsTo ?? [], this.deployment);
    if (isPublic(exposure)) for (const peer of publicPeers(exposure)) this.access.allowFrom(peer);
    throwGathered();
  }

  get dependsOnName(): string {
    return this.access.dependsOnName;
  }

  /** The same, by the ports of its Service. */
  override allowFrom(peer: NetworkPeer, port?: number | string): this {
    this.access.allowFrom(peer, port);
    return this;
  }

  accept(request: ConnectionRequest): Connection {
    return this.access.accept(request);
  }

  acceptRoute(request: RouteRequest): RouteBackend {
    return this.access.acceptRoute(request);
  }

  private makeService(exposure: Exposure | undefined, ports: ServicePorts): KubeApiObject<Service> {
    const { name, labels, selector } = this.workload;
    return new KubeApiObject(this, 'Service', Services, {
      name,
      labels,
      annotations: exposureOf(exposure).annotations,
      fields: { spec: { ...exposedSpec(exposure, ports.all()), selector } },
    });
  }
}

/** A headless Service has no port of its own: whoever connects reaches the container's. */
function servicePortOf(owner: Construct, { port, servicePort, exposure }: WebServiceProps): number {
  if (exposureOf(exposure).type !== 'Headless') return servicePort ?? HTTP;
  if (servicePort !== undefined && servicePort !== port) {
    report(owner, {
      field: 'servicePort',
      message: `servicePort is ${servicePort}, but the Service is headless and leads to port ${port} of the pods themselves`,
      fix: `leave servicePort out, or set it to ${port}`,
    });
  }
  return port;
}

function checkMainPort(owner: Construct, port: number, ports: { readonly [name: string]: number }): void {
  const other = ports[MAIN_PORT];
  if (other === undefined) return;
  report(owner, {
    field: `ports.${MAIN_PORT}`,
    message: `port is ${port}, but ports.${MAIN_PORT} is ${other}: the main port is named ${MAIN_PORT}`,
    fix: 'give the other port another name',
  });
}
