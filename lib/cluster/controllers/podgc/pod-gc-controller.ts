import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { Node, Pod, PodCondition } from '../../../kube/generated/core-v1';
import { Nodes, Pods } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import { isPodTerminal } from '../../../kube/pod-status';
import { isStatus, StatusError } from '../../../kube/status';
import type { Timer } from '../../clock/clock';
import type { Component, ComponentContext } from '../../component/component-context';
import { disruptionTarget, withPodCondition } from '../../component/pod-condition';
import { addPodNodeIndex, POD_NODE_INDEX } from '../../component/pods-on-node';

const NAME = 'pod-garbage-collector';
/** Milliseconds between two rounds. */
const PERIOD = 20_000;
/** Milliseconds in which a missing node may still turn up. */
const QUARANTINE = 40_000;
/** Finished pods that may stay in the cluster. */
const TERMINATED_THRESHOLD = 12_500;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

/**
 * Removes pods that nobody else will: those of nodes that are gone or out of service, those that were deleted before
 * they came to a node, and the oldest of too many finished ones. Rounds take place only while there is reason for one.
 */
export class PodGcController implements Component {
  private readonly client: Client;
  private readonly nodes: Informer<Node>;
  private readonly pods: Informer<Pod>;
  private readonly startedAt: number;
  /** Nodes that pods are bound to and nobody has seen, with the end of their quarantine. */
  private readonly missing = new Map<string, number>();
  private readonly terminating = new Set<string>();
  private readonly terminal = new Set<string>();
  private round: { readonly timer: Timer; readonly background: boolean } | undefined;

  constructor(private readonly context: ComponentContext) {
    const { clock, informers, client } = context;
    this.client = client(NAME);
    this.startedAt = clock.now();
    this.nodes = informers.of(Nodes);
    this.pods = informers.of(Pods);
    addPodNodeIndex(this.pods);
    this.nodes.on({
      updated: (node) => {
        if (isOutOfService(node)) this.planRound(false);
      },
      deleted: ({ metadata }) => {
        if (this.pods.countByIndex(POD_NODE_INDEX, metadata.name!) > 0) this.nodeMissing();
      },
    });
    this.pods.on({
      added: (pod) => this.podChanged(pod, undefined),
      updated: (pod, old) => this.podChanged(pod, old),
      deleted: (pod) => {
        this.terminating.delete(keyOf(pod));
        this.terminal.delete(keyOf(pod));
      },
    });
  }

  stop(): void {
    this.round?.timer.cancel();
  }

  private podChanged(pod: Pod, old: Pod | undefined): void {
    const { nodeName } = pod.spec ?? {};
    const key = keyOf(pod);
    if (isPodTerminal(pod)) this.terminal.add(key);
    if (this.terminal.size > TERMINATED_THRESHOLD) this.planRound(false);
    if (pod.metadata.deletionTimestamp && !old?.metadata.deletionTimestamp) {
      this.terminating.add(key);
      if (this.isStuck(pod)) this.planRound(false);
    }
    if (nodeName && nodeName !== old?.spec?.nodeName && !this.nodes.byKey(nodeName)) this.nodeMissing();
  }

  private nodeMissing(): void {
    this.planRound(false);
  }

  /** The next multiple of the period. A round that is worth waiting for replaces one in the background. */
  private planRound(background: boolean): void {
    if (this.round && (background || !this.round.background)) return;
    this.round?.timer.cancel();
    const { clock } = this.context;
    const delay = PERIOD - ((clock.now() - this.startedAt) % PERIOD);
    const run = () => {
      this.round = undefined;
      this.collect();
    };
    this.round = { background, timer: clock.schedule(delay, run, { background }) };
  }

  private collect(): void {
    const found = [...this.stuckPods(), ...this.superfluousPods()];
    for (const pod of found) this.failAndDelete(pod);
    const isWaiting = this.collectOrphans();
    if (isWaiting) this.planRound(false);
    else if (found.length > 0 || this.missing.size > 0) this.planRound(true);
  }

  private stuckPods(): readonly Pod[] {
    const pods = Array.from(this.terminating, (key) => this.pods.byKey(key)!);
    return pods.filter((pod) => this.isStuck(pod)).sort(evictedThenOldestFirst);
  }

  /** A deleted pod that no kubelet will ever finish. */
  private isStuck({ spec }: Pod): boolean {
    const node = spec?.nodeName ? this.nodes.byKey(spec.nodeName) : undefined;
    return !spec?.nodeName || (node !== undefined && isOutOfService(node));
  }

  private superfluousPods(): readonly Pod[] {
    const count = this.terminal.size - TERMINATED_THRESHOLD;
    if (count <= 0) return [];
    const pods = Array.from(this.terminal, (key) => this.pods.byKey(key)!);
    return pods.sort(evictedThenOldestFirst).slice(0, count);
  }

  /** Returns whether a node is in quarantine. */
  private collectOrphans(): boolean {
    const now = this.context.clock.now();
    this.noteMissingNodes(now);
    let isWaiting = false;
    for (const [name, until] of this.missing) {
      if (until > now) isWaiting = true;
      else if (this.isGone(name)) this.deleteOrphans(name);
      else this.missing.delete(name);
    }
    return isWaiting;
  }

  private noteMissingNodes(now: number): void {
    const bound = new Set(this.pods.list().map(({ spec }) => spec?.nodeName));
    for (const name of [...this.missing.keys()])
      if (!bound.has(name) || this.nodes.byKey(name)) this.missing.delete(name);
    for (const name of bound)
      if (name && !this.nodes.byKey(name) && !this.missing.has(name))
        this.missing.set(name, now + QUARANTINE);
  }

  private isGone(nodeName: string): boolean {
    try {
      this.client.get(Nodes, '', nodeName);
      return false;
    } catch (error) {
      if (isStatus(error, 'NotFound')) return true;
      throw error;
    }
  }

  private deleteOrphans(nodeName: string): void {
    for (const pod of this.pods.byIndex(POD_NODE_INDEX, nodeName))
      this.failAndDelete(pod, disruptionTarget(pod, 'DeletionByPodGC', 'PodGC: node no longer exists'));
  }

  /** Nobody is left who would say how the pod ended: it failed. */
  private failAndDelete(pod: Pod, condition?: Omit<PodCondition, 'lastTransitionTime'>): void {
    const { namespace, name, generation } = pod.metadata;
    try {
      if (!isPodTerminal(pod)) {
        const failed = { ...pod.status, phase: 'Failed' as const, observedGeneration: generation };
        const status = condition ? withPodCondition(failed, condition, this.context.clock.now()) : failed;
        this.client.patch(Pods, namespace!, name!, 'strategic', { status }, { subresource: 'status' });
      }
      this.client.delete(Pods, namespace!, name!, { gracePeriodSeconds: 0 });
    } catch (error) {
      // The next round tries again.
      if (!(error instanceof StatusError)) throw error;
    }
  }
}

function isOutOfService({ spec, status }: Node): boolean {
  const isReady = status?.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True');
  return !isReady && (spec?.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false);
}

function evictedThenOldestFirst(a: Pod, b: Pod): number {
  const isEvicted = ({ status }: Pod) => status?.phase === 'Failed' && status.reason === 'Evicted';
  const [first, second] = [a.metadata, b.metadata];
  if (isEvicted(a) !== isEvicted(b)) return isEvicted(a) ? -1 : 1;
  if (first.creationTimestamp !== second.creationTimestamp)
    return first.creationTimestamp! < second.creationTimestamp! ? -1 : 1;
  return first.name! < second.name! ? -1 : 1;
}
