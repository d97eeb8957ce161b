import type { Client } from '../../client/client';
import type { Pod } from '../../kube/generated/core-v1';
import { podCondition } from '../../kube/pod-status';
import { Alarm } from './alarm';
import type { PodContainer } from './container';
import { PodKiller } from './container-killer';
import { ContainerStarter, type StartingPod, terminationMessage } from './container-starter';
import type { NodeEnvironment } from './node-environment';
import { NodePod } from './node-pod';
import { type PodActions, podActions } from './pod-actions';
import { decidedOutcome } from './pod-outcome';
import { PodProbes } from './pod-probes';
import { PodReport } from './pod-report';
import type { PodSandbox } from './pod-sandbox';
import type { ProcessOwner } from './process';
import { Routine, type Steps } from './routine';
import { gracePeriodOfPod } from './termination';
import type { EndReason } from './timeline';
import { RELIST_PERIOD, RESYNC_PERIOD, SYNC_BACKOFF } from './timings';
import { VolumeMounter } from './volume-mounter';
import type { ProcessView } from './workload';

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

/** Makes one pod run, and stops it again: the kubelet's pod worker, one step after the other. */
export class PodWorker implements StartingPod {
  readonly report: PodReport;
  stage: Stage = 'syncing';
  private readonly nodePod: NodePod;
  private readonly routine: Routine;
  private readonly starter: ContainerStarter;
  private readonly killer: PodKiller;
  private readonly probes: PodProbes;
  private readonly volumes: VolumeMounter;
  private readonly retry: Alarm;
  private readonly relist: Alarm;
  private deadline: Alarm | undefined;
  private errorNews: Alarm | undefined;
  private reconciliation: Alarm | undefined;
  /** Something happened while a sync was under way: another one follows. */
  private isPending = false;
  private isDown = false;
  private terminationRequested = false;

  constructor(
    pod: Pod,
    private readonly node: NodeEnvironment,
    private readonly owner: WorkerOwner,
  ) {
    const { clock } = node;
    const wake = () => this.wake();
    const resume = () => this.routine.resume();
    this.nodePod = new NodePod(pod, node);
    this.report = new PodReport(this.nodePod);
    this.routine = new Routine(clock, () => this.done());
    this.starter = new ContainerStarter(this, node);
    this.killer = new PodKiller(this.nodePod, resume);
    this.probes = new PodProbes(this.nodePod, wake);
    this.volumes = new VolumeMounter(this.nodePod, () => this.promote());
    this.retry = new Alarm(clock, wake);
    this.relist = new Alarm(clock, wake);
  }

  get pod(): Pod {
    return this.nodePod.pod;
  }

  get sandbox(): PodSandbox {
    return this.nodePod.sandbox;
  }

  get printedName(): string {
    return this.nodePod.printedName;
  }

  get client(): Client {
    return this.node.client;
  }

  get cause(): number | undefined {
    return this.nodePod.cause;
  }

  /** The kubelet has taken the pod. */
  start(): void {
    const { activeDeadlineSeconds } = this.pod.spec!;
    if (activeDeadlineSeconds !== undefined) this.watchDeadline(activeDeadlineSeconds);
    if (this.pod.metadata.deletionTimestamp || isEnd(this.pod)) this.terminationRequested = true;
    this.wake();
  }

  /** The kubelet does not take the pod. */
  reject(reason: string, message: string): void {
    this.nodePod.event('Warning', reason, message);
    this.report.rejection = { reason, message };
    this.stage = 'finished';
    this.owner.report(this);
  }

  /** The API has a new version of the pod. */
  update(pod: Pod, revision: number | undefined): void {
    const old = this.pod;
    this.nodePod.pod = pod;
    this.nodePod.cause = revision ?? this.nodePod.cause;
    if (this.isDown) return;
    if (this.report.isForeign(pod.status)) this.reconcile();
    if (this.stage === 'finished') {
      if (pod.metadata.deletionTimestamp && !old.metadata.deletionTimestamp) this.owner.report(this);
      return;
    }
    if (pod.spec !== old.spec) this.sandbox.takeSpec(pod);
    if (pod.metadata.deletionTimestamp || isEnd(pod)) this.terminate();
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

  /** Looks what there is to do, now or after what is under way. */
  wake(): void {
    if (this.isDown || this.stage === 'finished') return;
    if (this.routine.isRunning) {
      this.isPending = true;
      return;
    }
    this.isPending = false;
    this.retry.cancel();
    this.relist.cancel();
    if (this.terminationRequested) this.stage = 'terminating';
    this.routine.run(this.stage === 'terminating' ? this.stop() : this.sync());
  }

  /** The machine is gone. */
  powerOff(): void {
    this.isDown = true;
    this.routine.cancel();
    this.killer.abort();
    this.probes.stop();
    this.volumes.stop();
    const { retry, relist, deadline, errorNews, reconciliation } = this;
    for (const alarm of [retry, relist, deadline, errorNews, reconciliation]) alarm?.cancel();
    for (const container of this.sandbox.containers()) container.process?.vanish();
    this.sandbox.close();
  }

  /** The machine is there again, with what was on its disk. */
  powerOn(): void {
    this.isDown = false;
    if (this.stage === 'finished') return;
    const now = this.node.clock.now();
    this.sandbox.ip = undefined;
    this.volumes.isMounted = false;
    for (const container of this.sandbox.containers()) {
      container.ended(255, 'Unknown', now);
      container.restartsByItself = 0;
    }
    this.start();
  }

  /** The process of a container dies. Returns false if it does not run. */
  killContainer(name: string): boolean {
    const container = this.sandbox.find(name);
    if (!container?.process) return false;
    container.restartsByItself = 0;
    container.process.kill();
    return true;
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string, container: PodContainer): void {
    this.nodePod.event(type, reason, message, container);
  }

  isQuiet(container: PodContainer): boolean {
    return this.nodePod.isQuiet(container);
  }

  processOwner(container: PodContainer): ProcessOwner {
    return new ContainerProcessOwner(this, container);
  }

  containerStarted(container: PodContainer): void {
    this.probes.containerStarted(container);
  }

  processEnded(container: PodContainer, code: number, reason: EndReason): void {
    container.ended(code, reason, this.node.clock.now(), terminationMessage(container, code));
    this.probes.containerEnded(container);
    if (container.onEnd) container.onEnd();
    else if (!this.relist.isSet) this.relist.set(this.node.untilRelist(), this.isQuiet(container));
    else if (!this.isQuiet(container)) this.relist.promote();
  }

  processChanged(): void {
    this.probes.processChanged();
  }

  view(container: PodContainer): ProcessView {
    const { name = '', namespace = '' } = this.pod.metadata;
    return {
      namespace,
      pod: name,
      podIp: this.sandbox.ip ?? '',
      node: this.node.name,
      container: container.name,
      image: container.spec.image ?? '',
      restarts: container.restartCount,
      age: container.process?.age ?? 0,
      stopping: container.process?.isStopping ?? false,
    };
  }

  killAfterHook(container: PodContainer): Steps {
    return this.killer.kill(container, 'FailedPostStartHook', 'FailedPostStartHook');
  }

  awaitReference(key: string): void {
    this.volumes.await([key]);
  }

  resume(): void {
    this.routine.resume();
  }

  /** Somebody else has written what is the kubelet's to say: it says it again. */
  private reconcile(): void {
    this.report.isForced = true;
    this.reconciliation ??= new Alarm(this.node.clock, () => this.owner.report(this));
    if (!this.reconciliation.isSet) this.reconciliation.set(SYNC_BACKOFF);
  }

  private terminate(): void {
    if (this.terminationRequested) return;
    this.terminationRequested = true;
    // Waiting for volumes can be given up; everything else that is under way ends first.
    if (this.routine.isRunning && !this.volumes.isMounted) this.routine.cancel();
    this.wake();
  }

  private done(): void {
    if (this.isPending) this.wake();
  }

  /** What the pod waits for is there: its next attempt is worth waiting for. */
  private promote(): void {
    if (this.routine.isRunning) this.routine.promote();
    else this.retry.promote();
  }

  private *sync(): Steps {
    this.begin();
    const outcome = decidedOutcome(this.nodePod, this.report.startTime);
    if (outcome) {
      this.report.outcome = outcome;
      this.terminationRequested = true;
      this.isPending = true;
      yield this.node.untilRelist();
      return;
    }
    if (!(yield* this.volumes.mount())) {
      this.retry.set(SYNC_BACKOFF, true);
      return;
    }
    this.probes.start();
    const actions = podActions({
      pod: this.pod,
      init: this.sandbox.init,
      regular: this.sandbox.regular,
      ephemeral: this.sandbox.ephemeral,
      hasSandbox: this.sandbox.isOpen,
      sandboxAttempt: this.sandbox.attempt,
    });
    this.starter.failures = [];
    if (yield* this.carryOut(actions)) this.followUp();
    else this.retryLater();
  }

  /** A sync begins with saying how things are. */
  private begin(): void {
    this.report.synced = this.pod;
    for (const container of this.sandbox.containers()) container.showError();
    this.probes.triggerReadiness();
    this.owner.report(this);
  }

  /** Returns whether anything was done. */
  private *carryOut(actions: PodActions): Steps<boolean> {
    const { createSandbox, killPod, kill, ephemeral, init, regular } = actions;
    const exits = new Map<PodContainer, number | undefined>();
    for (const container of init) exits.set(container, lastExit(container, this.sandbox.attempt));
    for (const container of regular) exits.set(container, lastExit(container));
    if (killPod && this.sandbox.isOpen) {
      yield* this.killer.killAll(gracePeriodOfPod(this.pod));
      this.sandbox.close();
      return true;
    }
    for (const { container, message, reason } of kill) yield* this.killer.kill(container, message, reason);
    const { failures } = this.starter;
    if (createSandbox && !(yield* this.createSandbox())) {
      failures.push({ retryAt: undefined, awaited: false });
      return false;
    }
    for (const container of ephemeral) yield* this.starter.start(container, undefined);
    for (const container of init) {
      const runs = yield* this.starter.start(container, exits.get(container));
      if (!runs && container.kind !== 'sidecar') break;
    }
    if (failures.length === 0 || init.every(({ kind }) => kind === 'sidecar'))
      for (const container of regular) yield* this.starter.start(container, exits.get(container));
    return createSandbox || kill.length + ephemeral.length + init.length + regular.length > failures.length;
  }

  private *createSandbox(): Steps<boolean> {
    if (this.sandbox.attempt > 0)
      this.nodePod.event(
        'Normal',
        'SandboxChanged',
        'Pod sandbox changed, it will be killed and re-created.',
      );
    if (this.node.timings.sandbox > 0) yield this.node.timings.sandbox;
    if (!this.sandbox.open(this.pod.spec!.hostNetwork ?? false)) {
      this.nodePod.event(
        'Warning',
        'FailedCreatePodSandBox',
        `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: no IP addresses available in range set: ${this.node.podRange}`,
      );
      return false;
    }
    this.owner.report(this);
    return true;
  }

  /** Something was done: the next sync sees what came of it. */
  private followUp(): void {
    const { failures } = this.starter;
    if (failures.length === 0) this.isPending = true;
    else {
      this.retryLater();
      this.relist.set(this.node.untilRelist(), !failures.some(({ awaited }) => awaited));
    }
  }

  private retryLater(): void {
    const { failures } = this.starter;
    if (failures.length === 0) return;
    const now = this.node.clock.now();
    const background = !failures.some(({ awaited }) => awaited);
    const known = failures.flatMap(({ retryAt }) => (retryAt === undefined ? [] : [retryAt - now]));
    const delay = known.length > 0 ? Math.max(0, Math.min(...known)) : SYNC_BACKOFF;
    this.retry.set(Math.min(delay, RESYNC_PERIOD), background);
    this.errorNews ??= new Alarm(this.node.clock, () => this.tellErrors());
    this.errorNews.set(RELIST_PERIOD, background);
  }

  private tellErrors(): void {
    for (const container of this.sandbox.containers()) container.showError();
    this.owner.report(this);
  }

  private *stop(): Steps {
    this.report.synced = this.pod;
    for (const container of this.sandbox.containers()) container.touch();
    this.owner.report(this);
    this.probes.stopLivenessAndStartup();
    yield* this.killer.killAll(gracePeriodOfPod(this.pod));
    this.sandbox.close();
    this.probes.stop();
    this.volumes.stop();
    this.deadline?.cancel();
    this.stage = 'terminated';
    this.report.isTerminal = true;
    this.owner.released(this);
    this.owner.report(this);
    yield this.node.untilRelist();
    this.report.synced = this.pod;
    this.stage = 'finished';
    this.report.isFinished = true;
    this.owner.report(this);
  }

  private watchDeadline(seconds: number): void {
    const { clock } = this.node;
    this.deadline = new Alarm(clock, () => this.wake());
    this.deadline.set(Math.max(0, this.report.startTime + seconds * 1000 - clock.now()));
  }

  /** Whether somebody else has opened or closed a readiness gate. */
  private readinessGatesMoved(pod: Pod): boolean {
    const gates = pod.spec!.readinessGates;
    if (!gates?.length || !this.report.reported) return false;
    const expected = this.report.build(pod.status!);
    const ready = podCondition(expected, 'Ready');
    const current = podCondition(pod.status, 'Ready');
    return ready?.status !== current?.status || ready?.message !== current?.message;
  }
}

class ContainerProcessOwner implements ProcessOwner {
  constructor(
    private readonly worker: PodWorker,
    private readonly container: PodContainer,
  ) {}

  processEnded(code: number, reason: EndReason): void {
    this.worker.processEnded(this.container, code, reason);
  }

  processChanged(): void {
    this.worker.processChanged();
  }

  view(): ProcessView {
    return this.worker.view(this.container);
  }
}

function isEnd({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** Whether anything but the status differs. */
function isAnotherPod(pod: Pod, old: Pod): boolean {
  return (
    pod.spec !== old.spec ||
    pod.metadata.labels !== old.metadata.labels ||
    pod.metadata.annotations !== old.metadata.annotations
  );
}

/**
 * When the last life of a container that has ended did so. Init containers of former sandboxes do not count: they are
 * removed with them.
 */
function lastExit(container: PodContainer, sandbox?: number): number | undefined {
  const state = sandbox === undefined ? container.state : container.stateIn(sandbox);
  if (state.kind === 'exited') return state.finishedAt;
  return state.kind === 'running' || sandbox === undefined ? container.lastFinishedAt : undefined;
}
