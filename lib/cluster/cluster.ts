import { Client } from '../client/client';
import type { ServedApi } from '../kube/api-request';
import type { CertificateAuthority } from '../kube/certificates/certificate';
import type { ResourceCatalogue } from '../kube/resource-catalogue';
import type { AccessControl, AccessControlOptions } from './access-control';
import { apiServerEndpoint } from './api-server-endpoint';
import { defaultAdmission } from './apiserver/admission';
import { uncontrolledKinds } from './apiserver/admission/uncontrolled-kinds';
import { unsignedCertificates } from './apiserver/admission/unsigned-certificates';
import { loadComponentStatuses } from './apiserver/component-statuses';
import { VERSION } from './apiserver/version';
import { clusterBackends } from './backends';
import { API_SERVER_ADDRESS } from './bootstrap/api-server-objects';
import { fillNewCluster } from './bootstrap/new-cluster';
import type { Clock } from './clock/clock';
import { Random } from './clock/random';
import type { Component, ComponentContext } from './component/component-context';
import { Dataplane } from './component/dataplane';
import { buildControlPlane, type ControlPlane, type ControlPlaneOptions } from './control-plane';
import { controllerManager } from './controller-manager';
import type { History } from './history';
import {
  adminThrough,
  CONTROLLER_MANAGER,
  KUBELETS,
  NETWORK,
  PROVISIONER,
  type ProcessIdentity,
  SCHEDULER,
} from './identities';
import { KubeletFleet } from './kubelet/fleet';
import type { NodeOptions } from './kubelet/node';
import type { KubeletTimings } from './kubelet/timings';
import { WorkloadCatalogue, type WorkloadRule } from './kubelet/workload-catalogue';
import { Network, type NetworkOptions } from './network/network';
import { processContext } from './process-context';
import { VolumeProvisioner } from './provisioner/volume-provisioner';
import { VolumeResizer } from './provisioner/volume-resizer';
import { Scheduler } from './scheduler/scheduler';
import { podTrace, type TargetSince, type TracedWrite, type TraceStep } from './trace/pod-trace';
import { explainWrite, type WriteExplanation } from './trace/write-explanation';

/** Parts that a test may play itself. */
export type OptionalPart = 'scheduler' | 'kubelets' | 'network';

export interface ClusterOptions extends AccessControlOptions {
  readonly clock: Clock;
  /** Of all chance in the cluster: names, addresses, spreading. @default 1 */
  readonly seed?: number;
  /** How many nodes of 4 CPUs and 16Gi, called `node-1` and so on, or what each is like. @default 3 */
  readonly nodes?: number | readonly NodeOptions[];
  /** How the processes in containers behave; later rules decide over earlier ones. @default all serve well */
  readonly workloads?: readonly WorkloadRule[];
  readonly kubeletTimings?: Partial<KubeletTimings>;
  readonly network?: NetworkOptions;
  /** Range of Services' addresses. @default '10.96.0.0/16' */
  readonly serviceCidr?: string;
  /** Certificate of the authority that signed the API server's, in PEM, for pods. @default '' */
  readonly rootCa?: string;
  /** Signs the certificates that users and kubelets ask for. @default nobody does, and who asks is warned */
  readonly authority?: CertificateAuthority;
  /** What a cluster that was there before has left; it has its nodes already. @default a new cluster */
  readonly storage?: ControlPlaneOptions['storage'];
  /** @default webhooks are not called */
  readonly postReview?: ControlPlaneOptions['postReview'];
  /** @default none */
  readonly without?: readonly OptionalPart[];
}

const DEFAULT_NODES = 3;

/** A whole simulated cluster: the API server on its storage, and the components around it. */
export class Cluster {
  readonly fleet: KubeletFleet | undefined;
  readonly network: Network | undefined;
  private readonly controlPlane: ControlPlane;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly components: Component[] = [];

  constructor(options: ClusterOptions) {
    const { clock, seed, without = [], rootCa, authority, serviceCidr } = options;
    this.clock = clock;
    this.random = new Random(seed);
    const admission = [
      ...defaultAdmission(this.random),
      uncontrolledKinds,
      ...(authority ? [] : [unsignedCertificates]),
    ];
    const dataplane = new Dataplane();
    dataplane.attach(API_SERVER_ADDRESS, apiServerEndpoint);
    const backends = clusterBackends(() => this.fleet, dataplane, clock);
    this.controlPlane = buildControlPlane({ ...options, random: this.random, admission, backends });
    loadComponentStatuses(this.controlPlane.storage, !without.includes('scheduler'));
    const isNew = this.history.revision === 0;
    if (isNew) fillNewCluster(this.api, this.catalogue, { serviceCidr });
    this.run(CONTROLLER_MANAGER, (context) =>
      controllerManager(context, {
        rootCa,
        authority,
        signToken: this.access.signToken,
        ...(without.includes('kubelets') ? {} : { metrics: { usage: (pod) => this.fleet!.usage(pod) } }),
      }),
    );
    if (!without.includes('scheduler')) this.run(SCHEDULER, (context) => [new Scheduler(context)]);
    if (!without.includes('network')) {
      [this.network] = this.run(NETWORK, (context) => [new Network(context, dataplane, options.network)]);
    }
    if (!without.includes('kubelets')) {
      this.run(PROVISIONER, (context): readonly Component[] => [
        new VolumeProvisioner(context),
        new VolumeResizer(context),
      ]);
      [this.fleet] = this.run(KUBELETS, (context) => [fleetOf(context, dataplane, options)]);
      if (isNew) for (const node of machinesOf(options.nodes ?? DEFAULT_NODES)) this.fleet!.join(node);
    }
  }

  get api(): ServedApi {
    return this.controlPlane.api;
  }

  get catalogue(): ResourceCatalogue {
    return this.controlPlane.catalogue;
  }

  /** The version of Kubernetes that is simulated. */
  get version(): typeof VERSION {
    return VERSION;
  }

  /** Who may do what, and who is who. */
  get access(): AccessControl {
    return this.controlPlane.access;
  }

  get history(): History {
    return this.controlPlane.storage;
  }

  /** Milliseconds since the Unix epoch, in the cluster's time. */
  now(): number {
    return this.clock.now();
  }

  /** A client that may do everything. */
  admin(agent: string): Client {
    return new Client(this.api, adminThrough(agent));
  }

  /** The path of a pod's creation through the components; empty when the history no longer knows the pod. */
  trace(namespace: string, pod: string): readonly TraceStep[] {
    const targetSince: TargetSince = (service, key) => this.network?.targetSince(service, key);
    return podTrace(this.controlPlane.storage, namespace, pod, targetSince);
  }

  /** Who made a write of a trace, why it was allowed, and which admission plugins looked at it. */
  explain(write: TracedWrite): WriteExplanation {
    const { catalogue, access, admission } = this.controlPlane;
    return explainWrite(write, catalogue, access.authorizer, admission);
  }

  stop(): void {
    for (const component of this.components) component.stop();
  }

  /** Starts the parts of one process: they share a cache. */
  private run<C extends Component>(
    identity: ProcessIdentity,
    build: (context: ComponentContext) => readonly C[],
  ): readonly C[] {
    const context = processContext(
      { ...this.controlPlane, clock: this.clock, random: this.random },
      identity,
    );
    const components = build(context);
    context.informers.start();
    for (const component of components) component.start?.();
    this.components.push(...components);
    return components;
  }
}

function fleetOf(
  context: ComponentContext,
  dataplane: Dataplane,
  { workloads, kubeletTimings }: ClusterOptions,
): KubeletFleet {
  return new KubeletFleet(context, dataplane, {
    workloads: new WorkloadCatalogue(workloads),
    timings: kubeletTimings,
  });
}

function machinesOf(nodes: number | readonly NodeOptions[]): readonly NodeOptions[] {
  return typeof nodes === 'number'
    ? Array.from({ length: nodes }, (_, index) => ({ name: `node-${index + 1}` }))
    : nodes;
}
