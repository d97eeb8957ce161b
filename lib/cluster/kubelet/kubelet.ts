import type { Client } from '../../client/client';
import type { Node, Pod } from '../../kube/generated/core-v1';
import type { KubeObject } from '../../kube/object';
import { isPodTerminal } from '../../kube/pod-status';
import { type Clock, timestamp } from '../clock/clock';
import type { Random } from '../clock/random';
import type { ComponentContext } from '../component/component-context';
import type { Dataplane, NetworkEndpoint, NetworkRequest, Reply } from '../component/dataplane';
import type { EventRecorder } from '../component/event-recorder';
import { NodeUsage, podUse } from './admission';
import { Alarm } from './alarm';
import { NodeImages } from './images';
import { completeNode, reportNode } from './node';
import { PodAddresses } from './node-addresses';
import type { HostEndpoint, NodeEnvironment } from './node-environment';
import { NodeLease, RENEW_PERIOD } from './node-lease';
import { DEFAULT_CAPACITY, internalIp, isHealthReported, type MachineFacts } from './node-status';
import { PodWorker, type WorkerOwner } from './pod-worker';
import { type ReferenceCache, References } from './references';
import type { StatusWriter } from './status-writer';
import { type KubeletTimings, RELIST_PERIOD } from './timings';
import type { WorkloadCatalogue } from './workload-catalogue';

/** Milliseconds after which a kubelet reports its node's status even if nothing has changed. */
const REPORT_PERIOD = 300_000;
const REFUSED: Reply = { kind: 'refused' };

/** What all kubelets of a fleet share. */
export interface FleetParts {
  readonly context: ComponentContext;
  readonly dataplane: Dataplane;
  readonly references: ReferenceCache;
  readonly workloads: WorkloadCatalogue;
  readonly timings: KubeletTimings;
  readonly statuses: StatusWriter;
}

/** What a node's machine is. */
export interface Machine {
  readonly ip: string;
  readonly podRange: string;
  readonly capacity?: { readonly [resource: string]: string };
}

/** The kubelet of one node, on its machine. */
export class Kubelet implements NodeEnvironment, NetworkEndpoint, WorkerOwner {
  readonly name: string;
  readonly ip: string;
  readonly client: Client;
  readonly images: NodeImages;
  readonly references: References;
  /** By UID. */
  private readonly workers = new Map<string, PodWorker>();
  private readonly usage = new NodeUsage();
  private readonly events: EventRecorder;
  private readonly lease: NodeLease;
  private readonly heartbeat: Alarm;
  private readonly addresses: PodAddresses;
  private readonly hostPods = new Set<HostEndpoint>();
  private readonly machineId: string;
  private bootId: string;
  private startedAt = 0;
  private reportedAt = 0;
  private reportedImages = 0;
  private wasUnschedulable = false;
  private isDown = false;

  constructor(
    private node: Node,
    private readonly machine: Machine,
    private readonly parts: FleetParts,
  ) {
    const { context } = parts;
    this.name = node.metadata.name!;
    this.ip = internalIp(node) ?? machine.ip;
    this.client = context.client(this.name);
    this.events = context.recorder(this.client, { component: 'kubelet', host: this.name });
    const { images, nodeInfo } = node.status ?? {};
    this.images = new NodeImages(context.clock, parts.timings, images);
    this.references = new References(parts.references, this.client);
    this.machineId = nodeInfo?.machineID || context.random.uid();
    this.bootId = context.random.uid();
    this.node = completeNode(this.client, node, machine.podRange);
    this.addresses = new PodAddresses(this.node.spec!.podCIDR!);
    this.lease = new NodeLease(this.client, context.clock, node);
    this.heartbeat = new Alarm(context.clock, () => this.beat());
  }

  get clock(): Clock {
    return this.parts.context.clock;
  }

  get random(): Random {
    return this.parts.context.random;
  }

  get dataplane(): Dataplane {
    return this.parts.dataplane;
  }

  get timings(): KubeletTimings {
    return this.parts.timings;
  }

  get workloads(): WorkloadCatalogue {
    return this.parts.workloads;
  }

  get podRange(): string {
    return this.addresses.range;
  }

  get isRunning(): boolean {
    return !this.isDown;
  }

  /** Begins its work, with the pods that are bound to the node already. */
  start(pods: readonly Pod[]): void {
    this.startedAt = this.clock.now();
    this.dataplane.attach(this.ip, this);
    this.event(this.reference(), 'Normal', 'Starting', 'Starting kubelet.');
    this.reportNode();
    this.beat();
    for (const pod of pods) this.podSeen(pod, undefined);
  }

  nodeSeen(node: Node): void {
    this.node = node;
  }

  podSeen(pod: Pod, revision: number | undefined): void {
    const uid = pod.metadata.uid!;
    const known = this.workers.get(uid);
    if (known) known.update(pod, revision);
    else if (!this.isDown) this.take(pod, revision);
  }

  podGone(pod: Pod): void {
    const worker = this.workers.get(pod.metadata.uid!);
    if (!worker) return;
    if (this.isDown || worker.stage === 'finished') this.forget(worker);
    else worker.remove();
  }

  worker(uid: string): PodWorker | undefined {
    return this.workers.get(uid);
  }

  /** The machine dies: nothing on it runs, answers or reports any more. */
  fail(): void {
    if (this.isDown) return;
    this.isDown = true;
    this.heartbeat.cancel();
    this.images.abort();
    this.dataplane.detach(this.ip);
    for (const worker of this.workers.values()) {
      this.parts.statuses.forget(worker);
      worker.powerOff();
    }
  }

  /** The machine boots: what should run on it is started again, what was deleted meanwhile is removed. */
  recover(pods: readonly Pod[]): void {
    if (!this.isDown) return;
    this.isDown = false;
    this.bootId = this.random.uid();
    this.start([]);
    const bound = new Set(pods.map(({ metadata }) => metadata.uid!));
    for (const [uid, worker] of [...this.workers]) {
      if (!bound.has(uid)) this.forget(worker);
      else worker.powerOn();
    }
    for (const pod of pods) if (!this.workers.has(pod.metadata.uid!)) this.take(pod, undefined);
  }

  report(worker: PodWorker): void {
    this.parts.statuses.markDirty(worker);
  }

  released({ pod }: PodWorker): void {
    this.usage.remove(pod.metadata.uid!);
  }

  lost(worker: PodWorker): void {
    if (worker.stage === 'finished') this.forget(worker);
  }

  event(
    about: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    fieldPath?: string,
  ): void {
    if (type === 'Normal') this.events.normal(about, reason, message, fieldPath);
    else this.events.warning(about, reason, message, fieldPath);
  }

  untilRelist(): number {
    return this.lastRelist() + RELIST_PERIOD - this.clock.now();
  }

  lastRelist(): number {
    const now = this.clock.now();
    return now - ((now - this.startedAt) % RELIST_PERIOD);
  }

  connect(endpoint: NetworkEndpoint): string | undefined {
    const ip = this.addresses.allocate();
    if (ip !== undefined) this.dataplane.attach(ip, endpoint);
    return ip;
  }

  disconnect(ip: string): void {
    this.dataplane.detach(ip);
    this.addresses.release(ip);
  }

  connectToHost(endpoint: HostEndpoint): void {
    this.hostPods.add(endpoint);
  }

  disconnectFromHost(endpoint: HostEndpoint): void {
    this.hostPods.delete(endpoint);
  }

  /** A request to the node's own address: for pods that share its network. */
  handle(port: number, request: NetworkRequest): Reply {
    for (const endpoint of this.hostPods) if (endpoint.listens(port)) return endpoint.handle(port, request);
    return REFUSED;
  }

  private take(pod: Pod, revision: number | undefined): void {
    const worker = new PodWorker(pod, this, this);
    this.workers.set(pod.metadata.uid!, worker);
    worker.update(pod, revision);
    if (!pod.metadata.deletionTimestamp && !isPodTerminal(pod)) {
      const use = podUse(pod.spec!);
      const rejection = this.usage.rejection(pod, use, this.node);
      if (rejection) {
        worker.reject(rejection.reason, rejection.message);
        return;
      }
      this.usage.add(pod.metadata.uid!, use);
    }
    worker.start();
  }

  private forget(worker: PodWorker): void {
    this.workers.delete(worker.pod.metadata.uid!);
    this.usage.remove(worker.pod.metadata.uid!);
    this.parts.statuses.forget(worker);
  }

  private beat(): void {
    this.client.cause = undefined;
    this.lease.renew();
    const isDue = this.clock.now() - this.reportedAt >= REPORT_PERIOD;
    const hasNews = this.images.version !== this.reportedImages || !isHealthReported(this.node);
    if (isDue || hasNews) this.reportNode();
    this.tellSchedulable();
    this.heartbeat.set(RENEW_PERIOD, true);
  }

  private tellSchedulable(): void {
    const unschedulable = this.node.spec?.unschedulable ?? false;
    if (unschedulable === this.wasUnschedulable) return;
    this.wasUnschedulable = unschedulable;
    const reason = unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable';
    this.event(this.reference(), 'Normal', reason, `Node ${this.name} status is now: ${reason}`);
  }

  private reportNode(): void {
    this.client.cause = undefined;
    this.reportedAt = this.clock.now();
    this.reportedImages = this.images.version;
    this.node = reportNode(this.client, this.events, this.name, this.facts()) ?? this.node;
  }

  private facts(): MachineFacts {
    return {
      ip: this.ip,
      capacity: { ...DEFAULT_CAPACITY, ...this.machine.capacity },
      machineId: this.machineId,
      bootId: this.bootId,
      images: this.images.list(),
      now: timestamp(this.clock.now()),
    };
  }

  private reference(): KubeObject {
    return { apiVersion: 'v1', kind: 'Node', metadata: { name: this.name, uid: this.name } };
  }
}
