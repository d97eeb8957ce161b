import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { Node, Pod, Taint } from '../../../kube/generated/core-v1';
import { Nodes, Pods } from '../../../kube/generated/resources';
import { keyOf, splitKey } from '../../../kube/object';
import { isStatus, StatusError } from '../../../kube/status';
import type { Timer } from '../../clock/clock';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { disruptionTarget, withPodCondition } from '../../component/pod-condition';
import { addPodNodeIndex, POD_NODE_INDEX } from '../../component/pods-on-node';
import { tolerationTime } from './toleration-time';

const NAME = 'taint-eviction-controller';
/** How often a deletion is tried. */
const ATTEMPTS = 5;
/** Milliseconds between two attempts. */
const RETRY = 10;

/** Deletes pods from nodes with NoExecute taints that they do not tolerate, or no longer. */
export class TaintEvictionController implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly nodeLoop: ControllerLoop;
  private readonly podLoop: ControllerLoop;
  private readonly nodes: Informer<Node>;
  private readonly pods: Informer<Pod>;
  private readonly taints = new Map<string, readonly Taint[]>();
  private readonly evictions = new Map<string, Timer>();

  constructor(private readonly context: ComponentContext) {
    const { clock, informers } = context;
    const client = context.client(NAME);
    this.client = client;
    this.events = context.recorder(client, { component: NAME });
    this.nodeLoop = new ControllerLoop({ clock, client, sync: (name) => this.syncNode(name) });
    this.podLoop = new ControllerLoop({ clock, client, sync: (key) => this.syncPod(key) });
    this.nodes = informers.of(Nodes);
    this.pods = informers.of(Pods);
    addPodNodeIndex(this.pods);
    this.nodes.on({
      added: ({ metadata }, revision) => this.nodeLoop.enqueue(metadata.name!, revision),
      updated: (node, old, revision) => {
        if (!equal(noExecute(node), noExecute(old))) this.nodeLoop.enqueue(node.metadata.name!, revision);
      },
      deleted: ({ metadata }) => this.taints.delete(metadata.name!),
    });
    this.pods.on({
      added: (pod, revision) => this.podSeen(pod, revision),
      updated: (pod, old, revision) => this.podUpdated(pod, old, revision),
      deleted: (pod) => this.cancel(keyOf(pod)),
    });
  }

  stop(): void {
    this.nodeLoop.stop();
    this.podLoop.stop();
    for (const timer of this.evictions.values()) timer.cancel();
  }

  private podUpdated(pod: Pod, old: Pod, revision: number): void {
    const isSame =
      pod.spec?.nodeName === old.spec?.nodeName && equal(pod.spec?.tolerations, old.spec?.tolerations);
    if (!isSame) this.podSeen(pod, revision);
  }

  /** Only on a node with taints is there anything to do; when it gets some, all of its pods are looked at. */
  private podSeen(pod: Pod, revision: number): void {
    if (this.taints.has(pod.spec?.nodeName ?? '')) this.podLoop.enqueue(keyOf(pod), revision);
  }

  private syncNode(name: string): void {
    const node = this.nodes.byKey(name);
    if (!node) return;
    const taints = noExecute(node);
    if (taints.length) this.taints.set(name, taints);
    else this.taints.delete(name);
    for (const pod of this.pods.byIndex(POD_NODE_INDEX, name)) this.consider(pod, taints);
  }

  private syncPod(key: string): void {
    const pod = this.pods.byKey(key);
    const taints = pod && this.taints.get(pod.spec?.nodeName ?? '');
    if (pod && taints) this.consider(pod, taints);
  }

  private consider(pod: Pod, taints: readonly Taint[]): void {
    const key = keyOf(pod);
    const tolerated = tolerationTime(taints, pod.spec?.tolerations ?? []);
    if (tolerated === Number.POSITIVE_INFINITY) {
      this.cancel(key);
      return;
    }
    // An eviction that is planned already stays as planned: the time that has passed counts.
    if (tolerated > 0 && this.evictions.has(key)) return;
    this.cancel(key);
    if (tolerated === 0) this.evict(key, 1);
    else this.plan(key, tolerated);
  }

  private plan(key: string, delay: number): void {
    const timer = this.context.clock.schedule(delay, () => {
      this.evictions.delete(key);
      this.evict(key, 1);
    });
    this.evictions.set(key, timer);
  }

  private cancel(key: string): void {
    const planned = this.evictions.get(key);
    if (!planned) return;
    planned.cancel();
    this.evictions.delete(key);
    this.tell(key, `Cancelling deletion of Pod ${key}`);
  }

  private evict(key: string, attempt: number): void {
    if (attempt === 1) this.tell(key, `Marking for deletion Pod ${key}`);
    try {
      this.markAndDelete(key);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (isStatus(error, 'NotFound') || attempt === ATTEMPTS) return;
      this.context.clock.schedule(RETRY, () => this.evict(key, attempt + 1));
    }
  }

  private markAndDelete(key: string): void {
    const { namespace, name } = splitKey(key);
    const pod = this.client.get(Pods, namespace, name);
    const condition = disruptionTarget(
      pod,
      'DeletionByTaintManager',
      'Taint manager: deleting due to NoExecute taint',
    );
    const status = withPodCondition(pod.status ?? {}, condition, this.context.clock.now());
    if (status !== pod.status) this.client.updateStatus(Pods, { ...pod, status });
    this.client.delete(Pods, namespace, name);
  }

  private tell(key: string, message: string): void {
    const { namespace, name } = splitKey(key);
    const about = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } };
    this.events.normal(about, 'TaintManagerEviction', message);
  }
}

function noExecute({ spec }: Node): readonly Taint[] {
  return spec?.taints?.filter(({ effect }) => effect === 'NoExecute') ?? [];
}
