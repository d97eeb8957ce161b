import { Construct, type IConstruct } from 'constructs';
import type { Deployment, DeploymentSpec } from '../kube/generated/apps-v1';
import type { HorizontalPodAutoscaler } from '../kube/generated/autoscaling-v2';
import type { ConfigMap, Secret, Service, ServiceAccount } from '../kube/generated/core-v1';
import type { NetworkPolicy } from '../kube/generated/networking-v1';
import type { PodDisruptionBudget } from '../kube/generated/policy-v1';
import { Deployments, Services } from '../kube/generated/resources';
import { describeConstruct } from './authoring/construct-error';
import type { Labels } from './authoring/labels';
import { gatherProblems, report } from './authoring/report';
import { recordSource } from './authoring/source-location';
import { checkMaxUnavailable, type MaxUnavailable, makeDisruptionBudget } from './disruption-budget';
import { KubeApiObject } from './kube-api-object';
import {
  type Connection,
  type ConnectionOptions,
  type ConnectionRequest,
  type ConnectionTarget,
  urlVariable,
} from './network/connection';
import { NetworkPeer } from './network/network-peer';
import type { RouteBackend, RouteRequest, RouteTarget } from './network/route-target';
import { type ExposedPort, ServicePorts } from './network/service-ports';
import type { PodTemplate } from './pod/pod-template';
import type { Health } from './pod/probe';
import { topologySpread } from './pod/topology-spread';
import { checkReplicas, makeAutoscaler, type Replicas } from './replicas';
import { checkWorkloadName, Workload, type WorkloadProps } from './workload';

export interface WebServiceProps extends WorkloadProps {
  /** The TCP port the process listens on for HTTP. */
  readonly port: number;
  /**
   * The port of the Service, by which others reach it.
   *
   * @default 80
   */
  readonly servicePort?: number;
  /**
   * More TCP ports the process listens on, by name; the Service has them under the same numbers.
   *
   * @default none
   */
  readonly ports?: { readonly [name: string]: number };
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
 * A stateless service that speaks HTTP: a Deployment behind a ClusterIP Service, with all that keeps it running while
 * nodes drain, load grows and new versions roll out. All of its objects have its id as their name.
 */
export class WebService extends Construct implements ConnectionTarget, RouteTarget {
  readonly deployment: KubeApiObject<Deployment>;
  readonly service: KubeApiObject<Service>;
  readonly disruptionBudget: KubeApiObject<PodDisruptionBudget>;
  /** Only where `replicas` are bounds. */
  readonly autoscaler?: KubeApiObject<HorizontalPodAutoscaler>;
  /** What it shares with workloads of other kinds. */
  readonly workload: Workload;
  private readonly ports: ServicePorts;

  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    recordSource(this);
    checkWorkloadName(this, id);
    const throwGathered = gatherProblems(this);
    const { port, ports = {}, servicePort = HTTP, replicas = DEFAULT_REPLICAS, maxUnavailable = 1 } = props;
    checkServiceName(this, id);
    checkMainPort(this, port, ports);
    checkReplicas(this, replicas);
    checkMaxUnavailable(this, 'maxUnavailable', maxUnavailable);
    this.workload = new Workload(this, {
      name: id,
      props,
      ports: { [MAIN_PORT]: port, ...ports },
      health: props.health ?? {},
      podSpec: (selector) => ({ topologySpreadConstraints: topologySpread(selector, 'pod-template-hash') }),
    });
    this.ports = new ServicePorts(this, this.workload.container.ports, servicePort);
    this.service = this.makeService();
    this.deployment = this.makeDeployment(typeof replicas === 'number' ? replicas : undefined);
    this.node.defaultChild = this.deployment;
    if (typeof replicas === 'object') {
      this.autoscaler = makeAutoscaler(this, this.deployment, this.workload.labels, replicas);
    }
    this.disruptionBudget = makeDisruptionBudget(this, this.workload, maxUnavailable);
    this.workload.connectAll(props.connectsTo ?? [], this.deployment);
    throwGathered();
  }

  /** The labels its pods are selected by. */
  get selector(): Labels {
    return this.workload.selector;
  }

  /** Its pods: more containers and volumes can be added. */
  get pod(): PodTemplate {
    return this.workload.pod;
  }

  get serviceAccount(): KubeApiObject<ServiceAccount> {
    return this.workload.serviceAccount;
  }

  /** Only where there is `config`. */
  get configMap(): KubeApiObject<ConfigMap> | undefined {
    return this.workload.configuration.configMap;
  }

  /** Only where there is `secret`. */
  get secret(): KubeApiObject<Secret> | undefined {
    return this.workload.configuration.secret;
  }

  /** Only where traffic is declared. */
  get networkPolicy(): KubeApiObject<NetworkPolicy> | undefined {
    return this.workload.traffic.policy;
  }

  /** Adds a setting that is no secret. */
  addConfig(name: string, value: string): this {
    this.workload.configuration.addConfig(name, value);
    return this;
  }

  /** Adds a setting nobody should see. */
  addSecret(name: string, value: string): this {
    this.workload.configuration.addSecret(name, value);
    return this;
  }

  /** Adds something its pods talk to. Unlike those of `connectsTo`, it need not be ready first: two may need each other. */
  addConnection(target: ConnectionTarget, options: ConnectionOptions = {}): this {
    this.workload.connectTo(target, options);
    return this;
  }

  /** Lets a peer that is no construct reach its main port, such as the namespace of a monitoring system. */
  allowFrom(peer: NetworkPeer, port?: number | string): this {
    const exposed = this.exposedPort(this, 'port', port);
    this.workload.traffic.allowFrom(peer, exposed.targetPort);
    return this;
  }

  accept({ source, selector, namespace, options }: ConnectionRequest): Connection {
    const { workload } = this;
    const { name } = workload;
    const { port, targetPort, name: portName } = this.exposedPort(source, 'connectsTo', options.port);
    workload.traffic.allowFrom(
      NetworkPeer.pods(selector, { namespace, seenFrom: workload.namespace }),
      targetPort,
    );
    const host = namespace === workload.namespace ? name : `${name}.${workload.namespace}.svc`;
    const variable = urlVariable(name, portName === this.ports.main.name ? undefined : portName);
    const peer = NetworkPeer.pods(workload.selector, { namespace: workload.namespace, seenFrom: namespace });
    return {
      environment: {
        [options.env ?? variable]: `http://${host}${port === HTTP ? '' : `:${port}`}`,
      },
      traffic: [{ peer, ports: [targetPort] }],
      startsAfter: `apps/namespaces/${workload.namespace}/Deployment/${name}`,
    };
  }

  acceptRoute({ source, controller, port }: RouteRequest): RouteBackend {
    const exposed = this.exposedPort(source, 'port', port);
    this.workload.traffic.allowFrom(controller, exposed.targetPort);
    return { namespace: this.workload.namespace, service: this.service.name, port: exposed.port };
  }

  private exposedPort(asking: IConstruct, field: string, wanted: number | string | undefined): ExposedPort {
    const found = wanted === undefined ? this.ports.main : this.ports.find(wanted);
    if (!found) {
      report(asking, {
        field,
        message: `${describeConstruct(this)} has no port ${wanted}; its Service has ${this.ports}`,
      });
    }
    return found ?? this.ports.main;
  }

  private makeService(): KubeApiObject<Service> {
    const { name, labels, selector } = this.workload;
    return new KubeApiObject(this, 'Service', Services, {
      name,
      labels,
      fields: { spec: { type: 'ClusterIP', selector, ports: this.ports.toJson() } },
    });
  }

  /** @param replicas undefined where an autoscaler decides: a number here would undo its work with every apply. */
  private makeDeployment(replicas: number | undefined): KubeApiObject<Deployment> {
    const { name, labels, selector, pod } = this.workload;
    const spec = (): DeploymentSpec => ({
      ...(replicas !== undefined && { replicas }),
      selector: { matchLabels: selector },
      // A rollout never has fewer pods than asked for.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      template: pod.toJson(),
    });
    return new KubeApiObject(this, 'Deployment', Deployments, { name, labels, fields: { spec } });
  }
}

/** Clusters before Kubernetes 1.36 refuse a Service whose name starts with a digit. */
function checkServiceName(owner: Construct, id: string): void {
  if (/^[a-z]/.test(id)) return;
  report(owner, {
    field: 'id',
    message: `${JSON.stringify(id)} does not start with a letter, as the name of a Service must`,
  });
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
