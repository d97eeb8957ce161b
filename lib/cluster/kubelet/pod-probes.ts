import type { Probe } from '../../kube/generated/core-v1';
import type { Clock } from '../clock/clock';
import type { PodContainer } from './container';
import type { NodePod } from './node-pod';
import type { ProbeOutcome, ProbeTarget } from './probe-action';
import { type ProbeHost, type ProbeKind, ProbeWorker } from './probes';

const NONE: ProbeWorker[] = [];

/** Whoever acts on what probes find. */
export interface ProbesOwner {
  /** What the status says has changed. */
  report(): void;
  /** The pod has to be looked at again; `quiet` when nobody waits for that. */
  wake(quiet: boolean): void;
}

/** The probes of all containers of one pod. */
export class PodProbes implements ProbeHost {
  private workers: ProbeWorker[] | undefined;

  constructor(
    private readonly nodePod: NodePod,
    private readonly owner: ProbesOwner,
  ) {}

  get clock(): Clock {
    return this.nodePod.node.clock;
  }

  /** Whether a container runs that is not ready yet. */
  get hasUnready(): boolean {
    return this.workers?.some((worker) => worker.isUnready) ?? false;
  }

  /** Whether nobody waits for the readiness of any container. */
  get isQuiet(): boolean {
    return !this.workers?.some((worker) => worker.isUnready && worker.isAwaited);
  }

  /** Probes tick from now on. Does nothing when they do so already. */
  start(): void {
    if (this.workers) return;
    this.workers = NONE;
    const { init, regular } = this.nodePod.sandbox;
    for (const container of regular) this.add(container);
    for (const container of init) if (container.kind === 'sidecar') this.add(container);
  }

  containerEnded(container: PodContainer): void {
    for (const worker of this.workers ?? NONE) if (worker.container === container) worker.pause();
  }

  processChanged(): void {
    // Any container of the pod may be the one that answers a probe.
    for (const worker of this.workers ?? NONE) worker.processChanged();
  }

  /** The status of the pod is worked out: probes know it from now on, and look at what is not ready. */
  synced(): void {
    for (const worker of this.workers ?? NONE) worker.synced();
  }

  /** The pod is being stopped: containers that fail now are not killed for it. Sidecars are still looked after. */
  stopLivenessAndStartup(): void {
    for (const worker of this.workers ?? NONE)
      if (worker.kind !== 'Readiness' && worker.container.kind === 'regular') worker.stop();
  }

  stop(): void {
    for (const worker of this.workers ?? NONE) worker.stop();
    this.workers = undefined;
  }

  target(container: PodContainer): ProbeTarget {
    return this.nodePod.sandbox.target(container, 'probe');
  }

  forecast(container: PodContainer, probe: Probe): ProbeOutcome | undefined {
    return this.nodePod.sandbox.forecast(container, probe);
  }

  unhealthy(container: PodContainer, kind: ProbeKind, outcome: ProbeOutcome): void {
    const { output } = outcome;
    if (outcome.warning)
      this.nodePod.event('Warning', 'ProbeWarning', `${kind} probe warning: ${output}`, container);
    else if (outcome.errored)
      this.nodePod.event(
        'Warning',
        'Unhealthy',
        `${kind} probe errored and resulted in unknown state: ${output}`,
        container,
      );
    else this.nodePod.event('Warning', 'Unhealthy', `${kind} probe failed: ${output}`, container);
  }

  probeChanged(container: PodContainer, kind: ProbeKind): void {
    // The others may begin now.
    if (kind === 'Startup' && container.isStarted)
      for (const worker of this.workers ?? NONE)
        if (worker.container === container && worker.kind !== 'Startup') worker.begin();
    // What a probe finds is reported even while the pod is being stopped.
    this.owner.report();
    if (kind !== 'Readiness') this.owner.wake(container.isQuiet);
    else if (this.hasUnready) this.owner.wake(this.isQuiet);
  }

  firstLook(): void {
    this.owner.wake(this.isQuiet);
  }

  private add(container: PodContainer): void {
    const { startupProbe, readinessProbe, livenessProbe } = container.spec;
    if (startupProbe) this.worker(container, 'Startup');
    if (readinessProbe) this.worker(container, 'Readiness');
    if (livenessProbe) this.worker(container, 'Liveness');
  }

  private worker(container: PodContainer, kind: ProbeKind): void {
    if (this.workers === NONE) this.workers = [];
    this.workers!.push(new ProbeWorker(this, container, kind));
  }
}
