import { restartsAfter } from '../../kube/container-restart';
import type { ContainerStatus, PodSpec, PodStatus } from '../../kube/generated/core-v1';
import type { PodContainer } from './container';

export type PodPhase = NonNullable<PodStatus['phase']>;

/** A container with what is said of it. */
export interface ReportedContainer {
  readonly container: PodContainer;
  readonly status: ContainerStatus;
}

export interface PhaseInput {
  readonly spec: PodSpec;
  /** Init containers and sidecars. */
  readonly init: readonly ReportedContainer[];
  readonly regular: readonly ReportedContainer[];
  /** Nothing runs, and nothing will run any more. */
  readonly isTerminal: boolean;
  /** A regular container has run in the current sandbox. */
  readonly hasInitialized: boolean;
}

/** A pod's phase from the states of its containers (the kubelet's getPhase). Pure. */
export function podPhase(input: PhaseInput): PodPhase {
  const starting = initProgress(input);
  if (starting.failed) return 'Failed';
  const counts = countRegular(input, starting);
  if (starting.pending || counts.waiting > 0) return 'Pending';
  if (counts.running > 0) return 'Running';
  if (counts.stopped === 0) return 'Pending';
  if (!input.isTerminal && counts.stopped !== counts.stoppedForGood) return 'Running';
  return counts.stopped === counts.succeeded ? 'Succeeded' : 'Failed';
}

interface InitProgress {
  readonly failed: boolean;
  readonly pending: boolean;
  readonly sidecarsRunning: number;
  readonly sidecarsWaiting: number;
}

function initProgress({ spec, init, hasInitialized }: PhaseInput): InitProgress {
  let failed = false;
  let pending = false;
  let pendingSidecar = false;
  let sidecarsRunning = 0;
  let sidecarsWaiting = 0;
  for (const { container, status } of init) {
    const { running, waiting } = status.state!;
    const ended = status.state!.terminated ?? (waiting && status.lastState?.terminated);
    if (container.kind === 'sidecar') {
      if (running) {
        sidecarsRunning++;
        if (!status.started) pendingSidecar = true;
      } else if (!ended) {
        sidecarsWaiting++;
        pendingSidecar = true;
      }
    } else if (!ended) {
      pending = true;
    } else if (ended.exitCode !== 0 && !restartsAfter(container.spec, spec, ended.exitCode)) {
      failed = true;
    }
  }
  return {
    failed,
    pending: pending || (pendingSidecar && !hasInitialized),
    sidecarsRunning,
    sidecarsWaiting,
  };
}

function countRegular({ spec, regular }: PhaseInput, { sidecarsRunning, sidecarsWaiting }: InitProgress) {
  let running = sidecarsRunning;
  let waiting = sidecarsWaiting;
  let stopped = 0;
  let stoppedForGood = 0;
  let succeeded = 0;
  for (const { container, status } of regular) {
    const { state, lastState } = status;
    const ended = state!.terminated ?? (state!.waiting && lastState?.terminated);
    if (state!.running) {
      running++;
    } else if (!ended) {
      waiting++;
    } else {
      stopped++;
      if (!restartsAfter(container.spec, spec, ended.exitCode)) stoppedForGood++;
      if (state!.terminated?.exitCode === 0) succeeded++;
    }
  }
  return { running, waiting, stopped, stoppedForGood, succeeded };
}
