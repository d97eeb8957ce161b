import type { Client } from '../../client/client';
import type { Pod } from '../../kube/generated/core-v1';
import { isPodTerminal, podCondition } from '../../kube/pod-status';
import { Alarm } from './alarm';
import type { PodContainer } from './container';
import type { NodeEnvironment } from './node-environment';
import { NodePod } from './node-pod';
import { type ContainersOwner, PodContainers } from './pod-containers';
import { deadlineOutcome, naturalOutcome } from './pod-outcome';
import { PodReport } from './pod-report';
import type { PodSandbox } from './pod-sandbox';
import { Routine, type Steps } from './routine';
import { RESYNC_PERIOD, SYNC_BACKOFF } from './timings';

/** What a pod worker tells its kubelet. */
export interface WorkerOwner {
  /** The status of the pod has changed, or may have. */
  report(worker: PodWorker): void;
  /** Nothing of the pod runs any more: what it used is free. */
  released(worker: PodWorker): void;
  /** The pod is not in the API any more. */
  lost(worker: PodWorker): void;
}

/** Syncing: the pod is to run. Then it is stopped, has stopped, and is done with. */
type Stage = 'syncing' | 'terminating' | 'terminated' | 'finished';

/** Makes one pod run, and stops it again: the kubelet's pod worker, which does one thing after the other. */
export class PodWorker implements ContainersOwner {
  readonly statusReport: PodReport;
  stage: Stage = 'syncing';
  private readonly nodePod: NodePod;
  private readonly containers: PodContainers;
  private readonly routine: Routine;
  /** The next attempt after an error. */
  private readonly retry: Alarm;
  /** When the kubelet notices what has happened to its containers. */
  private readonly relist: Alarm;
  private deadline: Alarm | undefined;
  private reconciliation: Alarm | undefined;
  /** Something happened while a sync was under way: another one follows, which somebody waits for or not. */
  private pending: 'awaited' | 'quiet' | undefined;
  /** When the last sync ended. */
  private syncedAt = Number.NEGATIVE_INFINITY;
  /** The last sync has had the kubelet look at the containers as soon as it was over. */
  private isObserved = false;
  private isDown = false;
  private terminationRequested = false;

  constructor(
    pod: Pod,
    private readonly node: NodeEnvironment,
    private readonly owner: WorkerOwner,
  ) {
    const { clock } = node;
    this.nodePod = new NodePod(pod, node);
    this.containers = new PodContainers(this.nodePod, this);
    this.statusReport = new PodReport(this.nodePod);
    this.routine = new Routine(clock, () => this.done());
    this.retry = new Alarm(clock, () => this.wake());
    this.relist = new Alarm(clock, () => this.wake());
  }

  get pod(): Pod {
    return this.nodePod.pod;
  }

  get sandbox(): PodSandbox {
    return this.nodePod.sandbox;
  }

  get client(): Client {
    return this.node.client;
  }

  /** The revision on whose account the kubelet acts. */
  get cause(): number | undefined {
    return this.nodePod.cause;
  }

  /** The kubelet has taken the pod. */
  start(): void {
    const { activeDeadlineSeconds } = this.pod.spec!;
    if (activeDeadlineSeconds !== undefined) this.watchDeadline(activeDeadlineSeconds);
    if (this.pod.metadata.deletionTimestamp || isPodTerminal(this.pod)) this.terminationRequested = true;
    this.wake();
  }

  /** The kubelet does not take the pod. */
  reject(reason: string, message: string): void {
    this.nodePod.event('Warning', reason, message);
    this.statusReport.rejection = { reason, message };
    this.stage = 'finished';
    this.report();
  }

  /** The API has a new version of the pod. */
  update(pod: Pod, revision: number | undefined): void {
    const old = this.pod;
    this.nodePod.pod = pod;
    this.nodePod.cause = revision ?? this.nodePod.cause;
    if (this.isDown) return;
    if (this.statusReport.isContradictedBy(pod)) this.reconcile();
    if (this.stage === 'finished') {
      if (pod.metadata.deletionTimestamp && !old.metadata.deletionTimestamp) this.report();
      return;
    }
    if (pod.spec !== old.spec) this.sandbox.takeSpec(pod);
    if (pod.metadata.deletionTimestamp || isPodTerminal(pod)) this.terminate();
    else if (isAnotherPod(pod, old) || this.readinessGatesMoved(pod)) this.wake();
  }

  /** The pod is gone from the API: whatever still runs is stopped. */
  remove(): void {
    if (this.stage !== 'finished') this.terminate();
  }

  /** The pod is not in the API any more. */
  lost(): void {
    this.owner.lost(this);
  }

  /**
   * Looks what there is to do, as soon as the kubelet has seen its containers since it did so last. `quiet` when nobody
   * waits for that.
   */
  wake(quiet = false): void {
    if (this.isDown || this.stage === 'finished') return;
    if (this.routine.isRunning) this.pending = quiet ? (this.pending ?? 'quiet') : 'awaited';
    else if (this.node.lastRelist() > this.syncedAt) this.begin();
    else this.wakeAtRelist(quiet);
  }

  resume(): void {
    this.routine.resume();
  }

  promote(): void {
    if (this.routine.isRunning) this.routine.promote();
    else this.retry.promote();
  }

  report(): void {
    this.owner.report(this);
  }

  containerEnded(container: PodContainer): void {
    this.wakeAtRelist(container.isQuiet);
  }

  /** The machine is gone. */
  powerOff(): void {
    this.isDown = true;
    this.routine.cancel();
    this.pending = undefined;
    this.isObserved = false;
    this.containers.powerOff();
    const { retry, relist, deadline, reconciliation } = this;
    for (const alarm of [retry, relist, deadline, reconciliation]) alarm?.cancel();
  }

  /** The machine is there again, with what was on its disk. */
  powerOn(): void {
    this.isDown = false;
    if (this.stage === 'finished') return;
    this.syncedAt = Number.NEGATIVE_INFINITY;
    this.containers.powerOn();
    this.start();
  }

  /** The process of a container dies. Returns false if it does not run. */
  killContainer(name: string): boolean {
    const container = this.sandbox.find(name);
    if (!container?.process) return false;
    container.forgive();
    container.process.kill();
    return true;
  }

  /** Somebody else has written what is the kubelet's to say: it says it again. */
  private reconcile(): void {
    this.statusReport.isForced = true;
    this.reconciliation ??= new Alarm(this.node.clock, () => this.report());
    if (!this.reconciliation.isSet) this.reconciliation.set(SYNC_BACKOFF);
  }

  private terminate(): void {
    if (this.terminationRequested) return;
    this.terminationRequested = true;
    // Waiting for volumes can be given up; everything else that is under way ends first.
    if (this.routine.isRunning && !this.containers.volumes.isMounted) {
      this.routine.cancel();
      this.syncedAt = this.node.clock.now();
    }
    this.wake();
  }

  private wakeAtRelist(quiet: boolean): void {
    if (!this.relist.isSet) this.relist.set(this.node.untilRelist(), quiet);
    else if (!quiet) this.relist.promote();
  }

  private begin(): void {
    this.retry.cancel();
    this.relist.cancel();
    if (this.terminationRequested) this.stage = 'terminating';
    this.routine.run(this.stage === 'terminating' ? this.stop() : this.sync());
  }

  private done(): void {
    this.syncedAt = this.node.clock.now();
    if (this.isObserved) {
      this.isObserved = false;
      this.begin();
    } else if (this.pending) {
      const isQuiet = this.pending === 'quiet';
      this.pending = undefined;
      this.wake(isQuiet);
    }
  }

  private *sync(): Steps {
    this.generateStatus();
    const outcome = this.statusReport.outcome ?? naturalOutcome(this.nodePod);
    if (outcome) {
      this.statusReport.outcome = outcome;
      this.terminationRequested = true;
      this.pending = 'awaited';
      return;
    }
    if (!(yield* this.containers.volumes.mount())) {
      this.retry.set(SYNC_BACKOFF, true);
      return;
    }
    this.containers.probes.start();
    yield* this.containers.apply(this.containers.actions());
    const { failures, changedAt } = this.containers;
    if (failures.length > 0) this.retryLater();
    else if (changedAt !== undefined) this.lookAgain(changedAt);
  }

  /** Works out what is to be said of the pod, and looks after what depends on that. */
  private generateStatus(): void {
    const { statusReport, containers, nodePod } = this;
    statusReport.look();
    containers.showErrors();
    containers.probes.synced();
    statusReport.outcome = deadlineOutcome(nodePod, statusReport.startTime) ?? statusReport.outcome;
    this.report();
  }

  /** What has changed before the kubelet looked at its containers, it finds changed once more. */
  private lookAgain(changedAt: number): void {
    const { probes } = this.containers;
    this.isObserved = true;
    if (this.node.lastRelist() > changedAt && probes.hasUnready)
      this.pending ??= probes.isQuiet ? 'quiet' : 'awaited';
  }

  private retryLater(): void {
    const { failures, changedAt } = this.containers;
    const { clock } = this.node;
    const isQuiet = !failures.some(({ isNews }) => isNews);
    const known = failures.flatMap(({ retryAt }) => (retryAt === undefined ? [] : [retryAt - clock.now()]));
    const delay = known.length > 0 ? Math.max(0, Math.min(...known)) : SYNC_BACKOFF;
    this.retry.set(Math.min(delay, RESYNC_PERIOD), isQuiet && !failures.some(({ awaited }) => awaited));
    if (changedAt !== undefined) this.wakeAtRelist(isQuiet);
  }

  private *stop(): Steps {
    this.containers.touch();
    this.generateStatus();
    this.containers.probes.stopLivenessAndStartup();
    yield* this.containers.stopAll();
    this.containers.release();
    this.deadline?.cancel();
    this.stage = 'terminated';
    this.statusReport.isTerminal = true;
    this.owner.released(this);
    this.generateStatus();
    yield this.node.untilRelist();
    this.generateStatus();
    this.stage = 'finished';
    this.statusReport.isFinished = true;
  }

  private watchDeadline(seconds: number): void {
    const { clock } = this.node;
    this.deadline = new Alarm(clock, () => this.wake());
    this.deadline.set(Math.max(0, this.statusReport.startTime + seconds * 1000 - clock.now()));
  }

  /** Whether somebody else has opened or closed a readiness gate. */
  private readinessGatesMoved(pod: Pod): boolean {
    const gates = pod.spec!.readinessGates;
    if (!gates?.length || !this.statusReport.reported) return false;
    const expected = podCondition(this.statusReport.build(pod.status!), 'Ready');
    const current = podCondition(pod.status, 'Ready');
    return expected?.status !== current?.status || expected?.message !== current?.message;
  }
}

/** Whether anything but the status differs. */
function isAnotherPod(pod: Pod, old: Pod): boolean {
  return (
    pod.spec !== old.spec ||
    pod.metadata.labels !== old.metadata.labels ||
    pod.metadata.annotations !== old.metadata.annotations
  );
}
