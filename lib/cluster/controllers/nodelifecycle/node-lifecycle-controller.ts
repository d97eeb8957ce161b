import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { Lease } from '../../../kube/generated/coordination-v1';
import type { Node, NodeCondition, Pod } from '../../../kube/generated/core-v1';
import { Leases, Nodes, Pods } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import { podCondition } from '../../../kube/pod-status';
import { isStatus, StatusError } from '../../../kube/status';
import type { Timer } from '../../clock/clock';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { withPodCondition } from '../../component/pod-condition';
import { addPodNodeIndex, POD_NODE_INDEX } from '../../component/pods-on-node';
import { DisruptionMode, type ZoneCount } from './disruption-mode';
import { isOverdue, type NodeHealth, observeHealth, unknownConditions } from './node-health';
import { outdatedLabels, zoneOf } from './node-labels';
import {
  changeTaints,
  hasTaint,
  NOT_READY,
  readyCondition,
  scheduleTaintChange,
  UNREACHABLE,
} from './node-taints';
import { ZoneEviction } from './zone-eviction';

const CLIENT = 'node-controller';
/** Milliseconds between two looks at all nodes. */
const MONITOR_PERIOD = 5000;
const LEASE_NAMESPACE = 'kube-node-lease';
const EXCLUDED = 'node.kubernetes.io/exclude-disruption';

/**
 * Notices nodes that are no longer heard of, and taints nodes by their conditions. Looking is background work: as long
 * as every kubelet reports, nothing happens.
 */
export class NodeLifecycleController implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly nodeLoop: ControllerLoop;
  private readonly podLoop: ControllerLoop;
  private readonly nodes: Informer<Node>;
  private readonly leases: Informer<Lease>;
  private readonly pods: Informer<Pod>;
  private readonly known = new Map<string, Node>();
  private readonly health = new Map<string, NodeHealth>();
  private readonly mode: DisruptionMode;
  private monitor: Timer | undefined;

  constructor(private readonly context: ComponentContext) {
    const { clock, informers } = context;
    const client = context.client(CLIENT);
    this.client = client;
    this.events = context.recorder(client, { component: CLIENT });
    this.nodes = informers.of(Nodes);
    this.leases = informers.of(Leases);
    this.pods = informers.of(Pods);
    addPodNodeIndex(this.pods);
    this.nodeLoop = new ControllerLoop({ clock, client, sync: (name) => this.syncNode(name) });
    this.podLoop = new ControllerLoop({ clock, client, sync: (key) => this.syncPod(key) });
    this.mode = new DisruptionMode(() => new ZoneEviction(clock, (name) => this.taintForEviction(name)));
    this.nodes.on({
      added: ({ metadata }, revision) => this.nodeLoop.enqueue(metadata.name!, revision),
      updated: ({ metadata }, _old, revision) => this.nodeLoop.enqueue(metadata.name!, revision),
    });
    this.pods.on({
      added: (pod, revision) => this.podAssigned(pod, undefined, revision),
      updated: (pod, old, revision) => this.podAssigned(pod, old, revision),
    });
  }

  start(): void {
    this.planMonitor(0);
  }

  stop(): void {
    this.nodeLoop.stop();
    this.podLoop.stop();
    this.mode.stop();
    this.monitor?.cancel();
  }

  private planMonitor(delay: number): void {
    const run = () => {
      this.monitorAll();
      this.planMonitor(MONITOR_PERIOD);
    };
    this.monitor = this.context.clock.schedule(delay, run, { background: true });
  }

  private podAssigned(pod: Pod, old: Pod | undefined, revision: number): void {
    const { nodeName } = pod.spec!;
    if (!nodeName || nodeName === old?.spec?.nodeName) return;
    const node = this.nodes.get('', nodeName);
    if (!node || readyCondition(node)?.status !== 'True') this.podLoop.enqueue(keyOf(pod), revision);
  }

  private syncNode(name: string): void {
    const node = this.nodes.byKey(name);
    if (!node) return;
    const change = scheduleTaintChange(node);
    if (change.add.length || change.remove.length)
      changeTaints(this.client, name, change, this.context.clock.now());
    const labels = outdatedLabels(node);
    if (labels) this.client.patch(Nodes, '', name, 'merge', { metadata: { labels } });
  }

  /** A pod that comes to a node which does not answer is not ready, whatever it says. */
  private syncPod(key: string): void {
    const pod = this.pods.byKey(key);
    const node = pod && this.nodes.byKey(pod.spec!.nodeName!);
    if (!node || !this.health.has(node.metadata.name!)) return;
    const ready = readyCondition(node);
    if (ready && ready.status !== 'True') this.markNotReady(pod);
  }

  private monitorAll(): void {
    const nodes = this.nodes.list();
    this.registerNodes(nodes);
    const counts = new Map<string, ZoneCount>();
    for (const node of nodes) {
      const ready = this.monitorNode(node);
      if (EXCLUDED in (node.metadata.labels ?? {})) continue;
      const zone = zoneOf(node);
      const { ready: up, notReady: down } = counts.get(zone) ?? { ready: 0, notReady: 0 };
      const isReady = ready?.status === 'True';
      counts.set(zone, { ready: up + Number(isReady), notReady: down + Number(!isReady) });
    }
    this.adaptMode(counts, nodes);
  }

  private registerNodes(nodes: readonly Node[]): void {
    const gone = new Set(this.known.keys());
    for (const node of nodes) {
      const name = node.metadata.name!;
      gone.delete(name);
      if (this.known.get(name)?.metadata.uid === node.metadata.uid) continue;
      this.events.normal(node, 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
      this.known.set(name, node);
      this.attempt(() => this.markReachable(node));
    }
    for (const name of gone) {
      const node = this.known.get(name)!;
      this.tell(node, 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
      this.known.delete(name);
      this.health.delete(name);
    }
  }

  /** Returns the Ready condition as it is now. */
  private monitorNode(node: Node): NodeCondition | undefined {
    const name = node.metadata.name!;
    const now = this.context.clock.now();
    const renewal = this.leases.get(LEASE_NAMESPACE, name)?.spec?.renewTime;
    const health = observeHealth(this.health.get(name), node, renewal, now);
    this.health.set(name, health);
    const before = readyCondition(node);
    if (!isOverdue(health, now)) {
      this.adaptTaints(node, before);
      return before;
    }
    const after = this.attempt(() => this.markUnknown(node)) ?? node;
    const ready = readyCondition(after);
    this.health.set(name, { ...health, hasReady: ready !== undefined, heartbeat: ready?.lastHeartbeatTime });
    this.adaptTaints(after, ready);
    if (before?.status === 'True' && ready?.status !== 'True') this.tellNotReady(after);
    return ready;
  }

  private markUnknown(node: Node): Node {
    const conditions = unknownConditions(node, this.context.clock.now());
    if (conditions === node.status?.conditions) return node;
    return this.client.updateStatus(Nodes, { ...node, status: { ...node.status, conditions } });
  }

  private tellNotReady(node: Node): void {
    const name = node.metadata.name!;
    this.tell(node, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
    for (const pod of this.pods.byIndex(POD_NODE_INDEX, name)) this.attempt(() => this.markNotReady(pod));
  }

  private markNotReady(pod: Pod): void {
    const ready = podCondition(pod.status, 'Ready');
    if (!ready) return;
    const status = withPodCondition(pod.status!, { ...ready, status: 'False' }, this.context.clock.now());
    if (status === pod.status) return;
    try {
      this.client.updateStatus(Pods, { ...pod, status });
    } catch (error) {
      if (isStatus(error, 'NotFound')) return;
      throw error;
    }
    this.events.warning(pod, 'NodeNotReady', 'Node is not ready');
  }

  /** "Not ready" and "unreachable" exclude each other, as the states of the Ready condition do. */
  private adaptTaints(node: Node, ready: NodeCondition | undefined): void {
    if (!ready) return;
    if (ready.status === 'True') this.attempt(() => this.markReachable(node));
    else if (ready.status === 'False') this.taintOrSwap(node, NOT_READY, UNREACHABLE);
    else this.taintOrSwap(node, UNREACHABLE, NOT_READY);
  }

  private taintOrSwap(node: Node, wanted: typeof NOT_READY, opposite: typeof NOT_READY): void {
    const name = node.metadata.name!;
    if (hasTaint(node, opposite))
      this.attempt(() => this.swapTaints(name, { add: [wanted], remove: [opposite] }));
    else if (!hasTaint(node, wanted)) this.mode.of(zoneOf(node)).add(name);
  }

  private swapTaints(name: string, change: Parameters<typeof changeTaints>[2]): void {
    changeTaints(this.client, name, change, this.context.clock.now());
  }

  private markReachable(node: Node): void {
    if (hasTaint(node, UNREACHABLE) || hasTaint(node, NOT_READY))
      this.swapTaints(node.metadata.name!, { add: [], remove: [UNREACHABLE, NOT_READY] });
    this.mode.of(zoneOf(node)).remove(node.metadata.name!);
  }

  /** Returns false if it has to be tried again. */
  private taintForEviction(name: string): boolean {
    const node = this.nodes.byKey(name);
    const status = node && readyCondition(node)?.status;
    if (status !== 'False' && status !== 'Unknown') return true;
    const [add, remove] = status === 'False' ? [NOT_READY, UNREACHABLE] : [UNREACHABLE, NOT_READY];
    return this.attempt(() => this.swapTaints(name, { add: [add], remove: [remove] }) ?? true) ?? false;
  }

  private adaptMode(counts: ReadonlyMap<string, ZoneCount>, nodes: readonly Node[]): void {
    const change = this.mode.update(counts);
    if (change === 'entered') for (const node of nodes) this.attempt(() => this.markReachable(node));
    // Nobody was heard for a while, but that was not the nodes' fault.
    if (change === 'left')
      for (const [name, health] of this.health)
        this.health.set(name, { ...health, probedAt: this.context.clock.now() });
  }

  private tell({ metadata }: Node, reason: string, message: string): void {
    const { name, uid } = metadata;
    this.events.normal({ apiVersion: 'v1', kind: 'Node', metadata: { name, uid } }, reason, message);
  }

  /** What fails now is done again at the next look. */
  private attempt<R>(act: () => R): R | undefined {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return undefined;
    }
  }
}
