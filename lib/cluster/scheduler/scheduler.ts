import type { Client } from '../../client/client';
import type { Informer } from '../../client/informer';
import { freeze } from '../../kube/frozen';
import type { Binding, Pod } from '../../kube/generated/core-v1';
import { Pods } from '../../kube/generated/resources';
import { isStatus, StatusError } from '../../kube/status';
import type { Timer } from '../clock/clock';
import type { Component, ComponentContext } from '../component/component-context';
import { SeriesEventRecorder } from '../component/series-event-recorder';
import { type Placement, SchedulingAlgorithm, type Unschedulable } from './algorithm/schedule-pod';
import { BindingWait } from './binding-wait';
import { SchedulerCache } from './cache/scheduler-cache';
import { DEFAULT_PROFILE } from './default-profile';
import { EventHandlers } from './event-handlers';
import { SchedulingError } from './framework/rejection';
import { informerObjects } from './listers';
import { patchPodStatus } from './pod-condition';
import { Preemptor } from './preemption/preemptor';
import type { QueuedPod } from './queue/queued-pod';
import { SchedulingQueue } from './queue/scheduling-queue';
import { VolumeBinder } from './volumes/volume-binder';

const NAME = 'kube-scheduler';
/** The name that pods ask for unless they say otherwise. */
const PROFILE = 'default-scheduler';
/** Milliseconds of virtual time that placing one pod takes. */
const COST = 1;
/** Longer messages are cut short in events, but not in conditions. */
const NOTE_LIMIT = 1024;

/** Finds a node for every pod that has none. */
export class Scheduler implements Component {
  private readonly client: Client;
  private readonly events: SeriesEventRecorder;
  private readonly pods: Informer<Pod>;
  private readonly cache = new SchedulerCache();
  private readonly queue: SchedulingQueue;
  private readonly volumes: VolumeBinder;
  private readonly preemptor: Preemptor;
  private readonly algorithm: SchedulingAlgorithm;
  private readonly waiting = new Map<string, BindingWait>();
  private worker: Timer | undefined;
  private stopped = false;

  constructor(private readonly context: ComponentContext) {
    const { clock, informers, random } = context;
    this.client = context.client(NAME);
    this.events = new SeriesEventRecorder(this.client, clock, {
      controller: PROFILE,
      instance: `${PROFILE}-control-plane`,
    });
    this.pods = informers.of(Pods);
    this.queue = new SchedulingQueue({
      clock,
      plugins: DEFAULT_PROFILE,
      isPreempting: (uid) => this.preemptor.isPreempting(uid),
      hasNodes: () => this.cache.nodes.list().length > 0,
      wake: () => this.wake(0),
    });
    this.preemptor = new Preemptor({ client: this.client, clock, events: this.events, queue: this.queue });
    const objects = informerObjects(informers);
    this.volumes = new VolumeBinder(this.client, objects.claims, objects.volumes);
    this.algorithm = new SchedulingAlgorithm({
      plugins: DEFAULT_PROFILE,
      cluster: {
        nodes: this.cache.nodes,
        objects: { ...objects, claims: this.volumes.claims, volumes: this.volumes.volumes },
      },
      nominated: (node) => this.queue.nominator.on(node),
      random,
      now: () => clock.now(),
    });
    new EventHandlers({
      cache: this.cache,
      queue: this.queue,
      isResponsible: ({ spec }) => spec!.schedulerName === PROFILE,
      abandon: (pod, cause) => this.abandon(pod, cause),
      volumesChanged: () => {
        for (const wait of this.waiting.values()) wait.changed();
      },
    }).register(informers);
  }

  stop(): void {
    this.stopped = true;
    this.worker?.cancel();
    this.queue.stop();
    this.events.stop();
    for (const wait of this.waiting.values()) wait.cancel();
  }

  private wake(delay: number): void {
    if (!this.stopped) this.worker ??= this.context.clock.schedule(delay, () => this.scheduleNext());
  }

  private scheduleNext(): void {
    this.worker = undefined;
    const pod = this.queue.pop();
    if (!pod) return;
    this.actingFor(pod, () => this.schedule(pod));
    if (!this.queue.isEmpty) this.wake(COST);
  }

  /** Writes carry the revision that brought the pod here. */
  private actingFor({ cause }: QueuedPod, act: () => void): void {
    this.client.cause = cause;
    try {
      act();
    } finally {
      this.client.cause = undefined;
    }
  }

  private schedule(pod: QueuedPod): void {
    const { info } = pod;
    if (info.isTerminating) {
      this.failed(info.pod, `skip schedule deleting pod: ${info.key}`);
      return;
    }
    if (this.cache.isAssumed(info.uid)) return;
    const decision = this.decide(pod);
    if (!decision) return;
    if ('node' in decision) this.place(pod, decision);
    else this.reject(pod, decision);
  }

  private decide(pod: QueuedPod): Placement | Unschedulable | undefined {
    try {
      return this.algorithm.schedule(pod.info);
    } catch (error) {
      if (!(error instanceof SchedulingError)) throw error;
      this.fail(pod, error.message);
      return undefined;
    }
  }

  private place(pod: QueuedPod, { node, volumes }: Placement): void {
    const { info } = pod;
    this.cache.assume(info, node.name);
    this.queue.nominator.remove(info.uid);
    if (!volumes) {
      this.bind(pod, node.name);
      return;
    }
    const reservation = this.volumes.assume(node, volumes);
    try {
      patchPodStatus(this.client, info.pod, { nominatedNodeName: node.name }, this.context.clock.now());
      reservation.write();
    } catch (error) {
      reservation.undo();
      this.bindingFailed(pod, 'PreBind plugin "VolumeBinding"', error);
      return;
    }
    this.waiting.set(info.uid, this.waitFor(pod, node.name, reservation));
  }

  private waitFor(
    pod: QueuedPod,
    node: string,
    reservation: ConstructorParameters<typeof BindingWait>[1],
  ): BindingWait {
    return new BindingWait(this.context.clock, reservation, (error) => {
      this.waiting.delete(pod.info.uid);
      this.actingFor(pod, () => (error ? this.bindingFailed(pod, '', error) : this.bind(pod, node)));
    });
  }

  private bind(pod: QueuedPod, nodeName: string): void {
    const { info } = pod;
    const { namespace, name, uid } = info.pod.metadata;
    // In the form in which the API server takes it: frozen, it need not be decoded.
    const binding: Binding = freeze({
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { namespace, name, uid },
      target: { kind: 'Node', name: nodeName },
    });
    try {
      this.client.post(Pods, namespace!, name!, 'binding', binding);
    } catch (error) {
      this.bindingFailed(pod, 'Bind plugin "DefaultBinder"', error);
      return;
    }
    this.events.record(info.pod, {
      type: 'Normal',
      reason: 'Scheduled',
      action: 'Binding',
      note: `Successfully assigned ${info.key} to ${nodeName}`,
    });
  }

  /** What the pod took is free again; it is tried once more. */
  private bindingFailed(pod: QueuedPod, running: string, error: unknown): void {
    if (!(error instanceof StatusError) && !(error instanceof SchedulingError)) throw error;
    this.release(pod.info.pod, pod.cause);
    this.fail(pod, running ? `running ${running}: ${error.message}` : error.message);
  }

  /** Pods that were kept out by an assumed pod may fit now. */
  private release(pod: Pod, cause: number | undefined): void {
    const nodeName = this.cache.forget(pod.metadata.uid!);
    if (nodeName === undefined) return;
    const before: Pod = { ...pod, spec: { ...pod.spec!, nodeName } };
    this.queue.happened({ kind: 'Pod', action: 'Delete', before }, cause);
  }

  private abandon(pod: Pod, cause: number): boolean {
    const uid = pod.metadata.uid!;
    if (!this.cache.isAssumed(uid)) return false;
    this.waiting.get(uid)?.cancel();
    this.waiting.delete(uid);
    this.release(pod, cause);
    return true;
  }

  private reject(pod: QueuedPod, decision: Unschedulable): void {
    const { message, plugins, preemption, clearsNomination } = decision;
    const latest = this.latest(pod);
    if (!latest) return;
    this.queue.takeBack(pod, latest, plugins);
    const nominated = preemption?.node ?? (clearsNomination ? '' : undefined);
    if (nominated === undefined) this.queue.nominator.restore(pod.info);
    else this.queue.nominator.nominate(pod.info, nominated);
    this.report(latest, 'Unschedulable', message, nominated);
    if (preemption) this.preemptor.start(pod.info, preemption, pod.cause);
  }

  private fail(pod: QueuedPod, message: string): void {
    const latest = this.latest(pod);
    if (!latest) return;
    this.queue.takeBack(pod, latest, new Set());
    this.queue.nominator.nominate(pod.info, '');
    this.report(latest, 'SchedulerError', message, '');
  }

  /** The pod as it is now, if it still wants a node. */
  private latest({ info }: QueuedPod): Pod | undefined {
    const latest = this.pods.byKey(info.key);
    return latest?.metadata.uid === info.uid && !latest.spec!.nodeName ? latest : undefined;
  }

  private report(pod: Pod, reason: string, message: string, nominatedNodeName: string | undefined): void {
    this.failed(pod, message);
    const condition = { type: 'PodScheduled', status: 'False', reason, message } as const;
    try {
      patchPodStatus(this.client, pod, { condition, nominatedNodeName }, this.context.clock.now());
    } catch (error) {
      // The pod is in the queue, and will be tried and reported again.
      if (!isStatus(error, 'NotFound') && !isStatus(error, 'Conflict')) throw error;
    }
  }

  private failed(pod: Pod, message: string): void {
    const note = message.length <= NOTE_LIMIT ? message : `${message.slice(0, NOTE_LIMIT - 4)} ...`;
    this.events.record(pod, { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', note });
  }
}
