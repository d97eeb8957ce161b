import type { Pod } from '../../kube/generated/core-v1';
import { type PodContainer, UNKNOWN } from './container';
import { PodKiller } from './container-killer';
import {
  ContainerStarter,
  type FailedStart,
  type StartingPod,
  terminationMessage,
} from './container-starter';
import type { NodePod } from './node-pod';
import { type PodActions, podActions } from './pod-actions';
import { PodProbes } from './pod-probes';
import type { PodSandbox } from './pod-sandbox';
import type { ProcessOwner } from './process';
import type { Steps } from './routine';
import { gracePeriodOfPod } from './termination';
import type { EndReason } from './timeline';
import { VolumeMounter } from './volume-mounter';
import type { ProcessView } from './workload';

/** Whoever decides when something is done with the containers. */
export interface ContainersOwner {
  /** Goes on with the steps that wait for something. */
  resume(): void;
  /** The pod has to be looked at again; `quiet` when nobody waits for that. */
  wake(quiet: boolean): void;
  /** What was missing is there: the next attempt is worth waiting for. */
  promote(): void;
  /** A container has come to an end that nobody had asked for. */
  containerEnded(container: PodContainer): void;
  /** What the status says has changed. */
  report(): void;
}

/** The containers of one pod with all that belongs to them: started, probed and stopped here. */
export class PodContainers implements StartingPod {
  readonly volumes: VolumeMounter;
  readonly probes: PodProbes;
  /** When the current or last {@link apply} first changed something; undefined if it did not. */
  changedAt: number | undefined;
  private readonly starter: ContainerStarter;
  private readonly killer: PodKiller;

  constructor(
    private readonly nodePod: NodePod,
    private readonly owner: ContainersOwner,
  ) {
    this.starter = new ContainerStarter(this, nodePod.node);
    this.killer = new PodKiller(nodePod, () => owner.resume());
    this.probes = new PodProbes(nodePod, owner);
    this.volumes = new VolumeMounter(nodePod, () => owner.promote());
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

  /** What could not be started by the last {@link apply}. */
  get failures(): readonly FailedStart[] {
    return this.starter.failures;
  }

  /** What there is to do now. */
  actions(): PodActions {
    const { init, regular, ephemeral, isOpen, attempt } = this.sandbox;
    return podActions({
      pod: this.pod,
      init,
      regular,
      ephemeral,
      hasSandbox: isOpen,
      sandboxAttempt: attempt,
    });
  }

  /** Does it. */
  *apply(actions: PodActions): Steps {
    const { createSandbox, killPod, kill, ephemeral, init, regular } = actions;
    this.starter.failures = [];
    this.changedAt = undefined;
    const stopsAll = killPod && this.sandbox.isOpen;
    // What is stopped now has been reported as running before.
    if (stopsAll || kill.length > 0) yield 0;
    if (stopsAll) {
      yield* this.stopAll();
      this.changed();
      return;
    }
    if (!createSandbox && kill.length + ephemeral.length + init.length + regular.length === 0) return;
    const exits = this.exitsOf(actions);
    for (const { container, message, reason } of kill) {
      yield* this.killer.kill(container, message, reason);
      this.changed();
    }
    if (createSandbox && !(yield* this.createSandbox())) return;
    for (const container of ephemeral) yield* this.starter.start(container, undefined);
    if (yield* this.startInit(init, exits))
      for (const container of regular) yield* this.starter.start(container, exits.get(container));
  }

  /** Stops everything, and then the sandbox. */
  *stopAll(): Steps {
    yield* this.killer.killAll(gracePeriodOfPod(this.pod));
    this.sandbox.close();
  }

  /** Errors of the last attempts show in the status from now on. */
  showErrors(): void {
    for (const container of this.sandbox.containers()) container.showError();
  }

  /** What the status says of each container has to be worked out again. */
  touch(): void {
    for (const container of this.sandbox.containers()) container.touch();
  }

  /** Nothing is left to look after. */
  release(): void {
    this.probes.stop();
    this.volumes.stop();
  }

  /** The machine is gone. */
  powerOff(): void {
    this.killer.abort();
    this.release();
    for (const container of this.sandbox.containers()) container.process?.vanish();
    this.sandbox.close();
  }

  /** The machine is there again: what ran has ended, nobody knows how. */
  powerOn(): void {
    const now = this.nodePod.node.clock.now();
    this.sandbox.ip = undefined;
    this.volumes.isMounted = false;
    for (const container of this.sandbox.containers()) {
      container.ended(UNKNOWN.exitCode, UNKNOWN.reason, now);
      container.forgive();
    }
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string, container: PodContainer): void {
    this.nodePod.event(type, reason, message, container);
  }

  processOwner(container: PodContainer): ProcessOwner {
    return new ContainerProcessOwner(this, container);
  }

  containerStarted(): void {
    this.changed();
  }

  killAfterHook(container: PodContainer): Steps {
    return this.killer.kill(container, 'FailedPostStartHook', 'FailedPostStartHook');
  }

  awaitReference(key: string): void {
    this.volumes.await([key]);
  }

  resume(): void {
    this.owner.resume();
  }

  processEnded(container: PodContainer, code: number, reason: EndReason): void {
    container.ended(code, reason, this.nodePod.node.clock.now(), terminationMessage(container, code));
    this.probes.containerEnded(container);
    if (container.onEnd) container.onEnd();
    else this.owner.containerEnded(container);
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
      node: this.nodePod.node.name,
      container: container.name,
      image: container.spec.image ?? '',
      restarts: container.restartCount,
      age: container.process?.age ?? 0,
      stopping: container.process?.isStopping ?? false,
    };
  }

  private changed(): void {
    this.changedAt ??= this.nodePod.node.clock.now();
  }

  private exitsOf({ init, regular }: PodActions): Exits {
    const exits: Exits = new Map();
    for (const container of init) exits.set(container, lastExit(container, this.sandbox.attempt));
    for (const container of regular) exits.set(container, lastExit(container));
    return exits;
  }

  /** Returns whether the regular containers may follow. */
  private *startInit(init: readonly PodContainer[], exits: Exits): Steps<boolean> {
    for (const container of init) {
      const runs = yield* this.starter.start(container, exits.get(container));
      if (!runs && container.kind !== 'sidecar') return false;
    }
    return true;
  }

  private *createSandbox(): Steps<boolean> {
    const { nodePod, sandbox } = this;
    const { node } = nodePod;
    if (sandbox.attempt > 0)
      nodePod.event('Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    if (node.timings.sandbox > 0) yield node.timings.sandbox;
    if (sandbox.open(this.pod.spec!.hostNetwork ?? false)) {
      this.changed();
      this.owner.report();
      return true;
    }
    nodePod.event(
      'Warning',
      'FailedCreatePodSandBox',
      `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: no IP addresses available in range set: ${node.podRange}`,
    );
    this.starter.failures.push({ retryAt: undefined, awaited: false, isNews: false });
    return false;
  }
}

/** When the last life of each container that is to start has ended. */
type Exits = Map<PodContainer, number | undefined>;

/**
 * When the last life of a container that has ended did so. Init containers of former sandboxes do not count: they are
 * removed with them.
 */
function lastExit(container: PodContainer, sandbox?: number): number | undefined {
  const state = sandbox === undefined ? container.state : container.stateIn(sandbox);
  if (state.kind === 'exited') return state.finishedAt;
  return state.kind === 'running' || sandbox === undefined ? container.lastFinishedAt : undefined;
}

class ContainerProcessOwner implements ProcessOwner {
  constructor(
    private readonly containers: PodContainers,
    private readonly container: PodContainer,
  ) {}

  processEnded(code: number, reason: EndReason): void {
    this.containers.processEnded(this.container, code, reason);
  }

  processChanged(): void {
    this.containers.processChanged();
  }

  view(): ProcessView {
    return this.containers.view(this.container);
  }
}
