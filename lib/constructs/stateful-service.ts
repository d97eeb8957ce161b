import type { Construct } from 'constructs';
import type { StatefulSet, StatefulSetSpec } from '../kube/generated/apps-v1';
import type { PersistentVolumeClaim, Service } from '../kube/generated/core-v1';
import type { PodDisruptionBudget } from '../kube/generated/policy-v1';
import { Services, StatefulSets } from '../kube/generated/resources';
import { checkWhole } from './authoring/numbers';
import { gatherProblems, report } from './authoring/report';
import { recordSource } from './authoring/source-location';
import { type BackupProps, makeBackup } from './backup';
import { makeDisruptionBudget } from './disruption-budget';
import type { ScheduledJob } from './jobs/scheduled-job';
import { KubeApiObject } from './kube-api-object';
import type { Connection, ConnectionRequest, ConnectionTarget } from './network/connection';
import { NetworkPeer } from './network/network-peer';
import type { RouteBackend, RouteRequest, RouteTarget } from './network/route-target';
import { ServiceAccess } from './network/service-access';
import { ServicePorts } from './network/service-ports';
import type { Health } from './pod/probe';
import { type ClaimProps, claimSpec } from './volume-claim';
import {
  checkServiceName,
  checkWorkloadName,
  type Prerequisite,
  Workload,
  type WorkloadProps,
} from './workload';
import { WorkloadConstruct } from './workload-construct';

export interface StorageProps extends ClaimProps {
  /** Where the main container sees it. */
  readonly path: string;
}

export interface StatefulServiceProps extends WorkloadProps {
  /** The TCP port the process listens on; its Service has the same. */
  readonly port: number;
  /**
   * More TCP ports the process listens on, by name.
   *
   * @default none
   */
  readonly ports?: { readonly [name: string]: number };
  /**
   * Storage of each pod, by name. A pod that is made anew, on whatever node, gets its own again.
   */
  readonly storage: { readonly [name: string]: StorageProps };
  /**
   * Of the URL others are told: `redis` for `redis://cache:6379`.
   *
   * @default 'tcp'
   */
  readonly scheme?: string;
  /**
   * How its health is found out.
   *
   * @default a TCP connection to `port`
   */
  readonly health?: Health;
  /**
   * Number of pods. They share nothing: what keeps their data alike is the business of the process.
   *
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Whether its pods start and stop all at once, rather than one after the other.
   *
   * @default false
   */
  readonly startsInParallel?: boolean;
  /**
   * Copies of its data, made on a schedule.
   *
   * @default none
   */
  readonly backup?: BackupProps;
}

const MAIN_PORT = 'main';
/** The label by which a StatefulSet tells its revisions apart. */
const REVISION = 'controller-revision-hash';

/**
 * A service whose pods have names and storage of their own: a StatefulSet, a headless Service by which each pod is found
 * (`db-0.db-pods`), and a ClusterIP Service for all who need any of them.
 */
export class StatefulService
  extends WorkloadConstruct
  implements ConnectionTarget, RouteTarget, Prerequisite
{
  readonly statefulSet: KubeApiObject<StatefulSet>;
  /** Leads to any pod that is ready. */
  readonly service: KubeApiObject<Service>;
  /** Gives each pod a name, ready or not. */
  readonly headlessService: KubeApiObject<Service>;
  readonly disruptionBudget: KubeApiObject<PodDisruptionBudget>;
  /** Only where there is `backup`. */
  readonly backup?: ScheduledJob;
  readonly workload: Workload;
  /** How others reach it. */
  readonly access: ServiceAccess;
  private readonly ports: ServicePorts;

  constructor(scope: Construct, id: string, props: StatefulServiceProps) {
    super(scope, id);
    recordSource(this);
    checkWorkloadName(this, id);
    const throwGathered = gatherProblems(this);
    const { port, ports = {}, storage, replicas = 1, scheme = 'tcp' } = props;
    checkServiceName(this, id);
    checkWhole(this, 'replicas', replicas, 0);
    this.workload = new Workload(this, {
      name: id,
      props,
      ports: { [MAIN_PORT]: port, ...ports },
      health: props.health ?? {},
      revisionLabel: REVISION,
    });
    this.ports = new ServicePorts(this, this.workload.container.ports, port);
    const claims = this.claimStorage(storage);
    this.headlessService = this.makeService('HeadlessService', `${id}-pods`, true);
    this.service = this.makeService('Service', id, false);
    this.statefulSet = this.makeStatefulSet(props, replicas, claims);
    this.node.defaultChild = this.statefulSet;
    this.disruptionBudget = makeDisruptionBudget(this, this.workload, 1);
    const { workload } = this;
    this.access = new ServiceAccess({
      owner: this,
      workload,
      ports: this.ports,
      scheme,
      runner: this.statefulSet,
    });
    if (replicas > 1) this.letPodsMeet();
    workload.connectAll(props.connectsTo ?? [], this.statefulSet);
    if (props.backup) this.backup = makeBackup(this, id, workload, props.backup);
    throwGathered();
  }

  get dependsOnName(): string {
    return this.access.dependsOnName;
  }

  accept(request: ConnectionRequest): Connection {
    return this.access.accept(request);
  }

  acceptRoute(request: RouteRequest): RouteBackend {
    return this.access.acceptRoute(request);
  }

  /** Pods that keep their data alike talk to each other. */
  private letPodsMeet(): void {
    const { selector, namespace, traffic, container } = this.workload;
    const peers = NetworkPeer.pods(selector, { namespace, seenFrom: namespace });
    const [first, ...others] = container.ports.all().map(({ number }) => number);
    traffic.allowFrom(peers, first!, ...others).allowTo(peers, first!, ...others);
  }

  private claimStorage(storage: StatefulServiceProps['storage']): readonly PersistentVolumeClaim[] {
    const claims = Object.entries(storage);
    if (claims.length === 0) {
      report(this, {
        field: 'storage',
        message: 'there is none',
        fix: 'a service without state is a WebService',
      });
    }
    return claims.map(([name, props]) => {
      const { pod, container } = this.workload;
      container.mount(pod.addClaimedVolume(name), props.path);
      return { metadata: { name }, spec: claimSpec(this, `storage.${name}`, props) };
    });
  }

  private makeService(id: string, name: string, headless: boolean): KubeApiObject<Service> {
    const { labels, selector } = this.workload;
    return new KubeApiObject(this, id, Services, {
      name,
      labels,
      fields: {
        spec: {
          type: 'ClusterIP',
          ...(headless && { clusterIP: 'None', publishNotReadyAddresses: true }),
          selector,
          ports: this.ports.all().map(({ name: port, targetPort }) => ({
            name: port,
            port: targetPort,
            targetPort,
            protocol: 'TCP',
          })),
        },
      },
    });
  }

  private makeStatefulSet(
    { startsInParallel = false }: StatefulServiceProps,
    replicas: number,
    volumeClaimTemplates: readonly PersistentVolumeClaim[],
  ): KubeApiObject<StatefulSet> {
    const { name, labels, selector, pod } = this.workload;
    const spec = (): StatefulSetSpec => ({
      replicas,
      serviceName: this.headlessService.name,
      selector: { matchLabels: selector },
      podManagementPolicy: startsInParallel ? 'Parallel' : 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate' },
      // What a database has stored is never deleted along with it.
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      template: pod.toJson(),
      volumeClaimTemplates,
    });
    return new KubeApiObject(this, 'StatefulSet', StatefulSets, { name, labels, fields: { spec } });
  }
}
