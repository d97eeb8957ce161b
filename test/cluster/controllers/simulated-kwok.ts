import type { Client } from '../../../lib/client/client';
import { type Informer, InformerFactory } from '../../../lib/client/informer';
import { type Clock, microTimestamp, type Timer, timestamp } from '../../../lib/cluster/clock/clock';
import type { Lease } from '../../../lib/kube/generated/coordination-v1';
import type { Node, Pod, PodStatus, Taint } from '../../../lib/kube/generated/core-v1';
import { Leases, Nodes, Pods } from '../../../lib/kube/generated/resources';
import { requiredNodeAffinity } from '../../../lib/kube/node-affinity';
import { isStatus } from '../../../lib/kube/status';
import { UNSCHEDULABLE_TAINT, untoleratedTaint } from '../../../lib/kube/taints';

/** Milliseconds from a change to what is made of it. */
const DELAY = 20;
const HEARTBEAT = 10_000;
const NODE_CONDITIONS = {
  Ready: 'True',
  MemoryPressure: 'False',
  DiskPressure: 'False',
  PIDPressure: 'False',
};

/**
 * What a scheduler and KWOK do in the recordings of real controllers: pods are bound to the node that takes them, are
 * ready at once, and gone at once when they are deleted. Nodes report as long as nobody silences them.
 */
export class SimulatedKwok {
  private readonly nodes: Informer<Node>;
  private readonly pods: Informer<Pod>;
  private readonly silent = new Set<string>();
  private heartbeat: Timer;
  private addresses = 0;

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
  ) {
    const informers = new InformerFactory(client);
    this.nodes = informers.of(Nodes);
    this.pods = informers.of(Pods);
    this.nodes.on({ added: (node) => this.later(() => this.startNode(node)) });
    this.pods.on({
      added: (pod) => this.later(() => this.advance(pod)),
      updated: (pod) => this.later(() => this.advance(pod)),
    });
    informers.start();
    this.heartbeat = this.planHeartbeat();
  }

  stop(): void {
    this.heartbeat.cancel();
  }

  /** The node stops reporting, and its pods stop changing. */
  silence(node: string): void {
    this.silent.add(node);
  }

  resume(node: string): void {
    this.silent.delete(node);
    this.renew(node);
  }

  private later(act: () => void): void {
    this.clock.schedule(DELAY, () => tolerant(act));
  }

  private planHeartbeat(): Timer {
    const beat = () => {
      for (const { metadata } of this.nodes.list())
        if (!this.silent.has(metadata.name!)) tolerant(() => this.renew(metadata.name!));
      this.heartbeat = this.planHeartbeat();
    };
    return this.clock.schedule(HEARTBEAT, beat, { background: true });
  }

  private startNode({ metadata }: Node): void {
    const node = this.client.get(Nodes, '', metadata.name!);
    const at = timestamp(this.clock.now());
    const conditions = Object.entries(NODE_CONDITIONS).map(([type, status]) => ({
      type,
      status,
      lastHeartbeatTime: at,
      lastTransitionTime: at,
    }));
    const allocatable = { cpu: '1k', memory: '1Ti', pods: '1M' };
    const status = { ...node.status, conditions, allocatable, capacity: allocatable };
    this.client.updateStatus(Nodes, { ...node, status });
    this.renew(metadata.name!);
  }

  private renew(name: string): void {
    const spec = {
      holderIdentity: name,
      leaseDurationSeconds: 40,
      renewTime: microTimestamp(this.clock.now()),
    };
    const metadata = { name, namespace: 'kube-node-lease' };
    const lease: Lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
    try {
      this.client.patch(Leases, 'kube-node-lease', name, 'merge', { spec });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
      this.client.create(Leases, lease);
    }
  }

  private advance({ metadata }: Pod): void {
    const pod = this.pods.get(metadata.namespace!, metadata.name!);
    if (!pod || pod.metadata.uid !== metadata.uid) return;
    if (!pod.spec?.nodeName) this.bind(pod);
    else if (this.silent.has(pod.spec.nodeName) || !this.nodes.byKey(pod.spec.nodeName)) return;
    else if (pod.metadata.deletionTimestamp) this.remove(pod);
    else if (!pod.status?.podIP) this.run(pod);
  }

  private bind({ metadata, spec }: Pod): void {
    // There are no volumes.
    if (
      spec?.schedulingGates?.length ||
      spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim)
    )
      return;
    const affinity = requiredNodeAffinity(spec!);
    const node = this.nodes
      .list()
      .find((one) => !untoleratedTaint(taintsOf(one), spec!.tolerations) && (!affinity || affinity(one)));
    if (!node || metadata.deletionTimestamp) return;
    const target = { apiVersion: 'v1', kind: 'Node', name: node.metadata.name! };
    const { namespace, name } = metadata;
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { namespace, name }, target };
    this.client.post(Pods, namespace!, name!, 'binding', binding);
  }

  private run(pod: Pod): void {
    const at = timestamp(this.clock.now());
    const conditions = ['Initialized', 'Ready', 'ContainersReady'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime: at,
    }));
    const number = this.addresses++;
    const podIP = `10.250.${Math.floor(number / 250)}.${(number % 250) + 1}`;
    const ips = { podIP, podIPs: [{ ip: podIP }], hostIP: '127.0.0.1' };
    const scheduled = pod.status?.conditions?.filter(({ type }) => type === 'PodScheduled') ?? [];
    const status: PodStatus = {
      ...pod.status,
      phase: 'Running',
      startTime: at,
      conditions: [...scheduled, ...conditions],
      ...ips,
    };
    this.client.updateStatus(Pods, { ...pod, status });
  }

  private remove({ metadata }: Pod): void {
    const { namespace, name, deletionGracePeriodSeconds } = metadata;
    // A finalizer holds it back.
    if (deletionGracePeriodSeconds === 0) return;
    this.client.delete(Pods, namespace!, name!, { gracePeriodSeconds: 0 });
  }
}

/** A cordoned node is tainted soon, and avoided at once. */
function taintsOf({ spec }: Node): readonly Taint[] {
  const taints = spec?.taints ?? [];
  return spec?.unschedulable ? [...taints, { key: UNSCHEDULABLE_TAINT, effect: 'NoSchedule' }] : taints;
}

/** Somebody else was faster: the next event will tell. */
function tolerant(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!isStatus(error, 'NotFound') && !isStatus(error, 'Conflict')) throw error;
  }
}
