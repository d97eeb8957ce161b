import type { PodContainer } from './container';
import { type HookOutcome, runHook } from './lifecycle-hook';
import type { NodePod } from './node-pod';
import type { KillReason } from './pod-actions';
import { Routine, type Steps, SUSPENDED } from './routine';
import { type ContainerKiller, gracePeriodFor, killContainer, TerminationOrder } from './termination';

/** Stops the containers of one pod. */
export class PodKiller implements ContainerKiller {
  private under: Routine[] = [];

  /** @param resume goes on with the steps that wait for a container to end */
  constructor(
    private readonly owner: NodePod,
    private readonly resume: () => void,
  ) {}

  /** Stops one container. */
  kill(container: PodContainer, message: string, reason: KillReason): Steps {
    const grace = gracePeriodFor(this.owner.pod, container, reason);
    return killContainer(this, { container, message, grace, wake: this.resume });
  }

  /** Stops all containers at the same time. `grace` in seconds. */
  *killAll(grace: number): Steps {
    const { sandbox, node } = this.owner;
    const running = [...sandbox.containers()].filter(({ isRunning }) => isRunning);
    const sidecars = sandbox.init.filter(({ kind }) => kind === 'sidecar');
    const order = sidecars.length > 0 ? new TerminationOrder(sidecars, sandbox.regular) : undefined;
    let left = running.length;
    let waiting = false;
    const ended = () => {
      left--;
      if (left === 0 && waiting) this.resume();
    };
    for (const container of running) {
      const routine = new Routine(node.clock, ended);
      this.under.push(routine);
      routine.run(
        killContainer(this, { container, message: '', grace, order, wake: () => routine.resume() }),
      );
    }
    waiting = true;
    while (left > 0) yield SUSPENDED;
    this.under = [];
  }

  /** The machine is gone: nobody is stopped any more. */
  abort(): void {
    for (const routine of this.under) routine.cancel();
    this.under = [];
  }

  now(): number {
    return this.owner.node.clock.now();
  }

  killing(container: PodContainer, message: string): void {
    this.owner.event('Normal', 'Killing', message, container);
  }

  preStop(container: PodContainer): HookOutcome {
    const { sandbox, printedName } = this.owner;
    const target = sandbox.target(container, 'hook');
    return runHook(container.spec.lifecycle!.preStop!, container.spec, printedName, target);
  }

  preStopFailed(container: PodContainer): void {
    this.owner.event('Warning', 'FailedPreStopHook', 'PreStopHook failed', container);
  }
}
