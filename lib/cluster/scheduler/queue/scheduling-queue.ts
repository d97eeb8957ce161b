import type { Pod } from '../../../kube/generated/core-v1';
import type { Clock, Timer } from '../../clock/clock';
import { PodInfo } from '../cache/pod-info';
import { type ClusterEvent, podUpdates } from '../framework/cluster-event';
import type { Plugin } from '../framework/plugin';
import type { PluginName } from '../framework/rejection';
import { backoffUntil, isBackingOff, WINDOW } from './backoff';
import { Nominator } from './nominator';
import { PodHeap } from './pod-heap';
import { comparePods, type QueuedPod } from './queued-pod';
import { QueueingHints } from './queueing-hints';

/** A pod that nothing seems to help is tried again after five minutes; looked for every thirty seconds. */
const LONGEST_UNSCHEDULABLE = 5 * 60_000;
const LEFTOVER_PERIOD = 30_000;
/** A pod that keeps failing like this is tried on, but the cluster counts as settled. */
const ERRORS_THAT_MATTER = 3;

export interface QueueOptions {
  readonly clock: Clock;
  readonly plugins: readonly Plugin[];
  /** Keeps a pod from being tried while its own victims are being deleted. */
  readonly isPreempting: (uid: string) => boolean;
  /** Whether trying a pod can succeed at all. */
  readonly hasNodes: () => boolean;
  /** Something can be popped. */
  readonly wake: () => void;
}

const NOBODY: ReadonlySet<PluginName> = new Set();

/** The pods that wait for a node: those to be tried, those that must wait first, and those that need something to change. */
export class SchedulingQueue {
  readonly nominator = new Nominator();
  private readonly hints: QueueingHints;
  private readonly pods = new Map<string, QueuedPod>();
  private readonly active = new PodHeap('active', comparePods);
  private readonly backoff = new PodHeap(
    'backoff',
    (a, b) => backoffUntil(a) - backoffUntil(b) || comparePods(a, b),
  );
  private readonly errors = new PodHeap('error-backoff', (a, b) => backoffUntil(a) - backoffUntil(b));
  private readonly unschedulable = new Map<string, QueuedPod>();
  private sequence = 0;
  private flush: Timer | undefined;
  private leftovers: Timer | undefined;

  constructor(private readonly options: QueueOptions) {
    this.hints = new QueueingHints(options.plugins);
  }

  get isEmpty(): boolean {
    return this.active.length === 0 && this.backoff.length === 0;
  }

  add(pod: Pod, cause: number | undefined): void {
    const queued: QueuedPod = {
      info: PodInfo.of(pod),
      since: this.options.clock.now(),
      sequence: this.sequence++,
      place: undefined,
      ticket: 0,
      rejections: 0,
      errors: 0,
      backoffUntil: undefined,
      rejectedBy: NOBODY,
      gatedBy: undefined,
      cause,
    };
    this.pods.set(queued.info.uid, queued);
    this.activate(queued);
    this.nominator.restore(queued.info);
  }

  /** The next pod to try. When nothing else is to do, pods need not finish their backoff. */
  pop(): QueuedPod | undefined {
    const pod = this.active.pop() ?? this.backoff.pop();
    if (pod) this.pods.delete(pod.info.uid);
    return pod;
  }

  /** Takes back a pod that found no node. No plugins mean that trying it failed for no fault of its own. */
  takeBack(pod: QueuedPod, latest: Pod, rejectedBy: ReadonlySet<PluginName>): void {
    if (this.pods.has(pod.info.uid)) return;
    pod.info = PodInfo.of(latest);
    pod.rejectedBy = rejectedBy;
    pod.gatedBy = undefined;
    if (rejectedBy.size === 0) {
      pod.errors++;
    } else {
      pod.rejections++;
      pod.errors = 0;
    }
    pod.since = this.options.clock.now();
    pod.sequence = this.sequence++;
    pod.backoffUntil = undefined;
    this.pods.set(pod.info.uid, pod);
    if (rejectedBy.size === 0) this.requeue(pod);
    else this.park(pod);
  }

  /** A pod that waits here has changed. One that does not is new to the queue. */
  update(before: Pod, after: Pod, cause: number | undefined): void {
    const pod = this.pods.get(after.metadata.uid!);
    if (!pod) {
      this.add(after, cause);
      return;
    }
    if (!pod.info.update(after)) pod.info = PodInfo.of(after);
    this.nominator.update(before, pod.info);
    if (pod.place !== 'unschedulable') return;
    for (const action of podUpdates(before, after)) {
      if (!this.hints.helps(pod, { kind: 'Pod', action, before, after })) continue;
      pod.cause = cause;
      if (this.requeue(pod)) return;
    }
  }

  delete(uid: string): void {
    this.nominator.remove(uid);
    const pod = this.pods.get(uid);
    if (!pod) return;
    this.pods.delete(uid);
    this.leave(pod);
  }

  /** Something happened: pods that it may help are tried again. `concerns` narrows down which pods are asked. */
  happened(event: ClusterEvent, cause: number | undefined, concerns?: (pod: PodInfo) => boolean): void {
    if (this.unschedulable.size === 0 || !this.hints.isInteresting(event)) return;
    for (const pod of [...this.unschedulable.values()]) {
      if (concerns && !concerns(pod.info)) continue;
      if (pod.gatedBy && !this.hints.concernsGate(pod, event)) continue;
      if (!this.hints.helps(pod, event)) continue;
      pod.cause = cause;
      this.requeue(pod);
    }
  }

  /** Tries a pod that waits as soon as possible. */
  retry(uid: string): void {
    const pod = this.pods.get(uid);
    if (pod && pod.place !== 'active') this.activate(pod);
  }

  /** Nodes came or went: what is waited for may have become work, or the other way round. */
  nodesChanged(): void {
    this.scheduleFlush();
  }

  stop(): void {
    this.flush?.cancel();
    this.leftovers?.cancel();
  }

  /** To be tried, after its backoff if that is not over. Returns false if a plugin keeps the pod from it. */
  private requeue(pod: QueuedPod): boolean {
    return isBackingOff(pod, this.options.clock.now()) ? this.backOff(pod) : this.activate(pod);
  }

  private activate(pod: QueuedPod): boolean {
    if (this.gate(pod)) return false;
    this.leave(pod);
    this.active.add(pod);
    this.options.wake();
    return true;
  }

  private backOff(pod: QueuedPod): boolean {
    if (this.gate(pod)) return false;
    this.leave(pod);
    if (pod.rejectedBy.size === 0) {
      this.errors.add(pod);
      this.scheduleFlush();
    } else {
      this.backoff.add(pod);
      this.options.wake();
    }
    return true;
  }

  /** Parks the pod if a plugin does not want it tried (PreEnqueue). */
  private gate(pod: QueuedPod): boolean {
    pod.gatedBy = this.gateOf(pod.info);
    if (!pod.gatedBy) return false;
    pod.rejectedBy = new Set([...pod.rejectedBy, pod.gatedBy]);
    if (pod.place !== 'unschedulable') this.park(pod);
    return true;
  }

  private gateOf(info: PodInfo): PluginName | undefined {
    for (const plugin of this.options.plugins) if (plugin.preEnqueue?.(info)) return plugin.name;
    return this.options.isPreempting(info.uid) ? 'DefaultPreemption' : undefined;
  }

  private park(pod: QueuedPod): void {
    this.leave(pod);
    pod.place = 'unschedulable';
    this.unschedulable.set(pod.info.uid, pod);
    this.leftovers ??= this.options.clock.schedule(LEFTOVER_PERIOD, () => this.flushLeftovers(), {
      background: true,
    });
  }

  private leave(pod: QueuedPod): void {
    switch (pod.place) {
      case 'active':
        this.active.remove(pod);
        break;
      case 'backoff':
        this.backoff.remove(pod);
        break;
      case 'error-backoff':
        this.errors.remove(pod);
        break;
      case 'unschedulable':
        this.unschedulable.delete(pod.info.uid);
        pod.place = undefined;
        break;
    }
  }

  private scheduleFlush(): void {
    this.flush?.cancel();
    const next = this.errors.peek();
    if (!next) return;
    const { clock, hasNodes } = this.options;
    const background = next.errors > ERRORS_THAT_MATTER || !hasNodes();
    const delay = backoffUntil(next) + WINDOW - clock.now();
    this.flush = clock.schedule(delay, () => this.flushErrors(), { background });
  }

  private flushErrors(): void {
    const now = this.options.clock.now();
    for (let pod = this.errors.peek(); pod && !isBackingOff(pod, now); pod = this.errors.peek())
      this.activate(pod);
    this.scheduleFlush();
  }

  private flushLeftovers(): void {
    this.leftovers = undefined;
    const old = this.options.clock.now() - LONGEST_UNSCHEDULABLE;
    for (const pod of [...this.unschedulable.values()])
      if (pod.since < old && !pod.gatedBy) this.requeue(pod);
    if (this.unschedulable.size > 0)
      this.leftovers = this.options.clock.schedule(LEFTOVER_PERIOD, () => this.flushLeftovers(), {
        background: true,
      });
  }
}
