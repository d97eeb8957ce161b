import type { Pod } from '../../kube/generated/core-v1';
import type { PodContainer } from './container';
import type { HookOutcome } from './lifecycle-hook';
import type { KillReason } from './pod-actions';
import type { Steps } from './routine';
import { MINIMUM_GRACE } from './timings';

/** What killing a container needs of its pod. */
export interface ContainerKiller {
  now(): number;
  killing(container: PodContainer, message: string): void;
  preStop(container: PodContainer): HookOutcome;
  preStopFailed(container: PodContainer): void;
}

export interface KillRequest {
  readonly container: PodContainer;
  /** The event's text; empty for the usual one. */
  readonly message: string;
  /** Seconds, with the preStop hook. */
  readonly grace: number;
  readonly order?: TerminationOrder;
  /** Goes on with the steps: called when what they wait for happens before its time. */
  readonly wake: () => void;
}

/** Stops a container: preStop hook, its turn among sidecars, SIGTERM, and SIGKILL when its time is over. */
export function* killContainer(killer: ContainerKiller, request: KillRequest): Steps {
  const { container, message, order, wake } = request;
  const began = killer.now();
  let { grace } = request;
  killer.killing(container, message || `Stopping container ${container.name}`);
  if (container.spec.lifecycle?.preStop && grace > 0) {
    const { duration, error } = killer.preStop(container);
    const waited = Math.min(duration, grace * 1000);
    if (waited > 0) yield waited;
    if (error !== undefined && duration <= waited) killer.preStopFailed(container);
    // The kubelet counts whole seconds.
    grace = request.grace - Math.floor((killer.now() - began) / 1000);
  }
  if (order) {
    const turn = killer.now();
    const limit = turn + grace * 1000;
    while (order.mustWait(container) && killer.now() < limit) {
      order.wait(wake);
      yield limit - killer.now();
    }
    grace -= Math.floor((killer.now() - turn) / 1000);
  }
  // It may end at once: nobody has to be woken for that.
  container.onEnd = IGNORE;
  container.process?.terminate();
  const limit = killer.now() + Math.max(grace, MINIMUM_GRACE) * 1000;
  container.onEnd = wake;
  while (container.isRunning && killer.now() < limit) yield limit - killer.now();
  container.onEnd = undefined;
  container.process?.kill();
  order?.ended(container);
}

const IGNORE = () => undefined;

/** Sidecars go after all other containers, the last one first; everybody else need not wait. */
export class TerminationOrder {
  private readonly running: Set<PodContainer>;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly sidecars: readonly PodContainer[],
    private readonly regular: readonly PodContainer[],
  ) {
    this.running = new Set([...sidecars, ...regular].filter(({ isRunning }) => isRunning));
  }

  mustWait(container: PodContainer): boolean {
    const position = this.sidecars.indexOf(container);
    if (position < 0) return false;
    const next = this.sidecars[position + 1];
    return (
      (next !== undefined && this.running.has(next)) || this.regular.some((one) => this.running.has(one))
    );
  }

  /** Calls `wake` when the next container has ended. */
  wait(wake: () => void): void {
    this.waiting.push(wake);
  }

  ended(container: PodContainer): void {
    this.running.delete(container);
    const { waiting } = this;
    this.waiting = [];
    for (const wake of waiting) wake();
  }
}

/** Seconds that a container gets to stop, when it is killed for `reason`. */
export function gracePeriodFor(pod: Pod, container: PodContainer, reason: KillReason): number {
  const { deletionGracePeriodSeconds } = pod.metadata;
  if (deletionGracePeriodSeconds !== undefined) return deletionGracePeriodSeconds;
  const { startupProbe, livenessProbe } = container.spec;
  const probe = { StartupProbe: startupProbe, LivenessProbe: livenessProbe }[
    reason as 'StartupProbe' | 'LivenessProbe'
  ];
  return probe?.terminationGracePeriodSeconds ?? pod.spec!.terminationGracePeriodSeconds ?? MINIMUM_GRACE;
}

/** Seconds that a pod's containers get when the pod ends: never none. */
export function gracePeriodOfPod(pod: Pod): number {
  const { deletionGracePeriodSeconds } = pod.metadata;
  return Math.max(1, deletionGracePeriodSeconds ?? pod.spec!.terminationGracePeriodSeconds ?? 1);
}
