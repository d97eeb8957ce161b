import { restartsAfter } from '../../kube/container-restart';
import type { Pod } from '../../kube/generated/core-v1';
import type { PodContainer, RuntimeState } from './container';
import { restartsAfterProbe } from './restart-policy';

/** What decides how long a container that is killed may take. */
export type KillReason = 'StartupProbe' | 'LivenessProbe' | 'FailedPostStartHook' | 'Unknown';

export interface ContainerKill {
  readonly container: PodContainer;
  /** The event's text; empty for the usual one. */
  readonly message: string;
  readonly reason: KillReason;
}

/** What a sync has to do with a pod's containers. */
export interface PodActions {
  readonly createSandbox: boolean;
  /** Nothing is left to run: everything goes. */
  readonly killPod: boolean;
  readonly kill: readonly ContainerKill[];
  readonly ephemeral: readonly PodContainer[];
  readonly init: readonly PodContainer[];
  readonly regular: readonly PodContainer[];
}

export interface PodRuntime {
  readonly pod: Pod;
  readonly init: readonly PodContainer[];
  readonly regular: readonly PodContainer[];
  readonly ephemeral: readonly PodContainer[];
  readonly hasSandbox: boolean;
  /** How many sandboxes there were before the current, or the next one. */
  readonly sandboxAttempt: number;
}

const NONE: readonly PodContainer[] = [];

/** Compares what should run with what runs (the kubelet's computePodActions). Pure. */
export function podActions(runtime: PodRuntime): PodActions {
  return runtime.hasSandbox ? actionsInSandbox(runtime) : actionsForNewSandbox(runtime);
}

function actionsForNewSandbox({ pod, init, regular, sandboxAttempt }: PodRuntime): PodActions {
  const spec = pod.spec!;
  const nothing = {
    createSandbox: false,
    killPod: true,
    kill: [],
    ephemeral: NONE,
    init: NONE,
    regular: NONE,
  };
  const haveRun = [...init, ...regular].some(({ state }) => state.kind !== 'absent');
  if (spec.restartPolicy === 'Never' && sandboxAttempt > 0 && haveRun) return nothing;
  const toStart = regular.filter(
    ({ spec: container, state }) =>
      !(
        (container.restartPolicy ?? spec.restartPolicy) === 'OnFailure' &&
        state.kind === 'exited' &&
        state.exitCode === 0
      ),
  );
  if (toStart.length === 0 && regular.some(({ state }) => state.kind !== 'absent')) return nothing;
  return {
    createSandbox: true,
    killPod: true,
    kill: [],
    ephemeral: NONE,
    init: init.slice(0, 1),
    regular: init.length > 0 ? NONE : toStart,
  };
}

function actionsInSandbox(runtime: PodRuntime): PodActions {
  const createSandbox = false;
  const { failed, initialized, start: init, kill: killInit } = initActions(runtime);
  const ephemeral = runtime.ephemeral.filter(({ state }) => state.kind === 'absent');
  if (failed) return { createSandbox, killPod: true, kill: killInit, ephemeral, init: NONE, regular: NONE };
  if (!initialized) return { createSandbox, killPod: false, kill: killInit, ephemeral, init, regular: NONE };
  const { start: regular, kill, kept } = regularActions(runtime);
  const killPod = kept === 0 && regular.length === 0;
  return {
    createSandbox,
    killPod,
    kill: killInit.length > 0 ? [...killInit, ...kill] : kill,
    ephemeral,
    init: killPod ? NONE : init,
    regular,
  };
}

interface InitActions {
  readonly initialized: boolean;
  readonly failed: boolean;
  readonly start: readonly PodContainer[];
  readonly kill: readonly ContainerKill[];
}

/** Whether an init container lets the next one start. */
type InitStep = 'done' | 'wait' | 'failed';

function initActions(runtime: PodRuntime): InitActions {
  const { init, regular, sandboxAttempt } = runtime;
  if (init.length === 0) return { initialized: true, failed: false, start: NONE, kill: [] };
  let initialized = regular.some(({ isRunning }) => isRunning);
  // From the last one backwards: the first that has run says how far the pod has come; of those before it only the
  // sidecars still matter.
  let known = initialized;
  const start: PodContainer[] = [];
  const kill: ContainerKill[] = [];
  for (let index = init.length - 1; index >= 0; index--) {
    const container = init[index]!;
    const state = container.stateIn(sandboxAttempt);
    const isSidecar = container.kind === 'sidecar';
    if (state.kind === 'absent') {
      if (known && isSidecar) start.unshift(container);
      continue;
    }
    if (known && !isSidecar) continue;
    const step = isSidecar
      ? sidecarStep(container, start, kill)
      : initStep(container, state, runtime.pod, start);
    if (step === 'failed') return { initialized: false, failed: true, start: NONE, kill };
    if (step === 'done') {
      if (index === init.length - 1) initialized = true;
      else if (!known) start.push(init[index + 1]!);
    }
    known = true;
  }
  if (!known) start.push(init[0]!);
  return { initialized, failed: false, start, kill };
}

function initStep(container: PodContainer, state: RuntimeState, pod: Pod, start: PodContainer[]): InitStep {
  if (state.kind !== 'exited') return 'wait';
  if (state.exitCode === 0) return 'done';
  if (pod.metadata.deletionTimestamp || !restartsAfter(container.spec, pod.spec!, state.exitCode))
    return 'failed';
  start.unshift(container);
  return 'wait';
}

function sidecarStep(container: PodContainer, start: PodContainer[], kill: ContainerKill[]): InitStep {
  if (!container.isRunning) {
    start.unshift(container);
    return 'wait';
  }
  const { name } = container;
  if (container.startup === 'failure') {
    kill.push({
      container,
      message: `Init container ${name} failed startup probe`,
      reason: 'StartupProbe',
    });
    start.unshift(container);
    return 'wait';
  }
  if (!container.isStarted) return 'wait';
  if (!container.liveness) {
    kill.push({
      container,
      message: `Init container ${name} failed liveness probe`,
      reason: 'LivenessProbe',
    });
    start.unshift(container);
  }
  return 'done';
}

function regularActions({ pod, regular }: PodRuntime) {
  const spec = pod.spec!;
  const start: PodContainer[] = [];
  const kill: ContainerKill[] = [];
  let kept = 0;
  for (const container of regular) {
    const { state, name } = container;
    if (state.kind !== 'running') {
      const again = state.kind === 'absent' || restartsAfter(container.spec, spec, state.exitCode);
      if (again && !pod.metadata.deletionTimestamp) start.push(container);
      continue;
    }
    const failure = failureOf(container);
    if (!failure) {
      kept++;
      continue;
    }
    const restart = failure.changed || restartsAfterProbe(container.spec, spec);
    if (restart) start.push(container);
    kill.push({
      container,
      message: `Container ${name} ${failure.what}${restart ? ', will be restarted' : ''}`,
      reason: failure.reason,
    });
  }
  return { start, kill, kept };
}

function failureOf(
  container: PodContainer,
): { readonly what: string; readonly reason: KillReason; readonly changed: boolean } | undefined {
  if (container.hasChanged) return { what: 'definition changed', reason: 'Unknown', changed: true };
  if (!container.liveness) return { what: 'failed liveness probe', reason: 'LivenessProbe', changed: false };
  if (container.startup === 'failure')
    return { what: 'failed startup probe', reason: 'StartupProbe', changed: false };
  return undefined;
}
