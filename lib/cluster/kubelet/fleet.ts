import type { Informer } from '../../client/informer';
import type { Node, Pod } from '../../kube/generated/core-v1';
import { Nodes, Pods } from '../../kube/generated/resources';
import { splitKey } from '../../kube/object';
import { badRequest, notFound } from '../../kube/status';
import type { Component, ComponentContext } from '../component/component-context';
import type { Dataplane } from '../component/dataplane';
import { addPodNodeIndex, POD_NODE_INDEX } from '../component/pods-on-node';
import type { PodUsage, ResourceMetrics } from '../component/resource-metrics';
import { type ContainerLog, formatLog, type LogOptions } from './container-log';
import { type FleetParts, Kubelet, type Machine } from './kubelet';
import { type NodeOptions, registeredNode } from './node';
import { nodeAddress, podRange, podRangeIndex } from './node-addresses';
import { loggedContainer } from './pod-logs';
import type { PodWorker } from './pod-worker';
import { ReferenceCache } from './references';
import { StatusWriter } from './status-writer';
import { DEFAULT_TIMINGS, type KubeletTimings } from './timings';
import { UsageMeter } from './usage-meter';
import { WorkloadCatalogue } from './workload-catalogue';

export interface FleetOptions {
  /** How the processes in containers behave. @default all are well-behaved servers */
  readonly workloads?: WorkloadCatalogue;
  readonly timings?: Partial<KubeletTimings>;
}

/**
 * The machines of the cluster with their kubelets: every Node of the API has one, whoever created it.
 * In the context of the fleet, `client(name)` acts for the kubelet of the node `name`.
 */
export class KubeletFleet implements Component, ResourceMetrics {
  private readonly nodes: Informer<Node>;
  private readonly pods: Informer<Pod>;
  private readonly parts: FleetParts;
  private readonly kubelets = new Map<string, Kubelet>();
  private readonly joined = new Map<string, NodeOptions>();
  private readonly ranges = new Set<number>();
  private readonly meter = new UsageMeter();
  private machines = 0;

  constructor(
    private readonly context: ComponentContext,
    dataplane: Dataplane,
    { workloads = new WorkloadCatalogue(), timings }: FleetOptions = {},
  ) {
    const { clock, informers } = context;
    this.parts = {
      context,
      dataplane,
      references: new ReferenceCache(informers),
      workloads,
      timings: { ...DEFAULT_TIMINGS, ...timings },
      statuses: new StatusWriter(clock),
    };
    this.nodes = informers.of(Nodes);
    this.pods = informers.of(Pods);
    addPodNodeIndex(this.pods);
    this.nodes.on({
      added: (node) => this.nodeAdded(node),
      updated: (node, old) => this.nodeUpdated(node, old),
      deleted: (node) => this.nodeDeleted(node),
    });
    this.pods.on({
      added: (pod, revision) => this.podSeen(pod, revision),
      updated: (pod, old, revision) => this.podUpdated(pod, old, revision),
      deleted: (pod) => this.podGone(pod),
    });
  }

  /** Adds a machine that registers itself as a node. Throws a StatusError if there is a node of that name. */
  join(options: NodeOptions): Node {
    const node = this.context.client(options.name).create(Nodes, registeredNode(options));
    this.joined.set(options.name, options);
    return node;
  }

  /** The machine of a node dies. @throws Error for an unknown node */
  fail(node: string): void {
    this.kubelet(node).fail();
  }

  /**
   * A dead machine boots. One that had joined the cluster and whose Node was deleted meanwhile registers itself again.
   * @throws Error for an unknown node
   */
  recover(node: string): void {
    const options = this.joined.get(node);
    if (options && !this.kubelets.has(node)) this.join(options);
    else this.kubelet(node).recover(this.pods.byIndex(POD_NODE_INDEX, node));
  }

  /** Whether the node's machine is alive. @throws Error for an unknown node */
  isRunning(node: string): boolean {
    return this.kubelet(node).isRunning;
  }

  /** The process in a container dies (SIGKILL). `pod` is `namespace/name`. @throws Error if it does not run */
  killContainer(pod: string, container: string): void {
    const { namespace, name } = splitKey(pod);
    if (!this.workerOf(namespace, name)?.killContainer(container))
      throw new Error(`container "${container}" of pod "${pod}" does not run`);
  }

  /** What a container has written. Throws a StatusError as `pods/log` does when there is nothing to read. */
  logs(namespace: string, pod: string, container: string, options: LogOptions = {}): string {
    return formatLog(
      this.log(namespace, pod, container, options.previous).read(),
      options,
      this.context.clock.now(),
    );
  }

  /** The log itself, to be read or followed. Throws as {@link logs}. */
  log(namespace: string, pod: string, container: string, previous = false): ContainerLog {
    const worker = this.workerOf(namespace, pod);
    if (!worker) throw notFound({ group: '', resource: 'pods' }, pod);
    const found = loggedContainer(worker, container, previous);
    if (typeof found === 'string') throw badRequest(found);
    return found;
  }

  /** What a pod's containers have used since they were measured last; undefined if none of them runs. */
  usage({ metadata }: Pod): PodUsage | undefined {
    const worker = this.workerOf(metadata.namespace!, metadata.name!);
    return worker && this.meter.read(worker.sandbox.containers(), this.context.clock.now());
  }

  stop(): void {
    for (const kubelet of this.kubelets.values()) kubelet.fail();
  }

  private kubelet(name: string): Kubelet {
    const kubelet = this.kubelets.get(name);
    if (!kubelet) throw new Error(`no node "${name}" has a kubelet`);
    return kubelet;
  }

  private workerOf(namespace: string, name: string): PodWorker | undefined {
    const pod = this.pods.get(namespace, name);
    const node = pod?.spec?.nodeName;
    return node === undefined ? undefined : this.kubelets.get(node)?.worker(pod!.metadata.uid!);
  }

  private nodeAdded(node: Node): void {
    const name = node.metadata.name!;
    const kubelet = new Kubelet(node, this.machineFor(node), this.parts);
    this.kubelets.set(name, kubelet);
    kubelet.start(this.pods.byIndex(POD_NODE_INDEX, name));
  }

  private nodeUpdated(node: Node, old: Node): void {
    if (node.metadata.uid === old.metadata.uid) {
      this.kubelets.get(node.metadata.name!)?.nodeSeen(node);
      return;
    }
    this.nodeDeleted(old);
    this.nodeAdded(node);
  }

  private nodeDeleted({ metadata, spec }: Node): void {
    this.kubelets.get(metadata.name!)?.fail();
    this.kubelets.delete(metadata.name!);
    const range = spec?.podCIDR === undefined ? undefined : podRangeIndex(spec.podCIDR);
    if (range !== undefined) this.ranges.delete(range);
  }

  private machineFor(node: Node): Machine {
    const { podCIDR } = node.spec ?? {};
    const own = podCIDR === undefined ? undefined : podRangeIndex(podCIDR);
    const range = own ?? this.freeRange();
    this.ranges.add(range);
    const { capacity } = this.joined.get(node.metadata.name!) ?? {};
    return {
      ip: nodeAddress(this.machines++),
      podRange: podRange(range),
      ...(capacity ? { capacity } : {}),
    };
  }

  private freeRange(): number {
    let range = 0;
    while (this.ranges.has(range)) range++;
    return range;
  }

  private podSeen(pod: Pod, revision: number): void {
    const node = pod.spec?.nodeName;
    if (node) this.kubelets.get(node)?.podSeen(pod, revision);
  }

  private podUpdated(pod: Pod, old: Pod, revision: number): void {
    if (pod.metadata.uid !== old.metadata.uid) this.podGone(old);
    this.podSeen(pod, revision);
  }

  private podGone(pod: Pod): void {
    const node = pod.spec?.nodeName;
    if (node) this.kubelets.get(node)?.podGone(pod);
  }
}
