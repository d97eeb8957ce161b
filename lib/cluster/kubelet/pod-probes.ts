import type { Probe } from '../../kube/generated/core-v1';
import type { Clock } from '../clock/clock';
import type { PodContainer } from './container';
import type { NodePod } from './node-pod';
import type { ProbeOutcome, ProbeTarget } from './probe-action';
import { type ProbeHost, type ProbeKind, ProbeWorker } from './probes';

const NONE: ProbeWorker[] = [];

/** The probes of all containers of one pod. */
export class PodProbes implements ProbeHost {
  private workers: ProbeWorker[] | undefined;

  /** @param changed a result has changed: the pod needs to be synced */
  constructor(
    private readonly owner: NodePod,
    private readonly changed: () => void,
  ) {}

  get clock(): Clock {
    return this.owner.node.clock;
  }

  /** Probes tick from now on. Does nothing when they do so already. */
  start(): void {
    if (this.workers) return;
    this.workers = NONE;
    const { init, regular } = this.owner.sandbox;
    for (const container of regular) this.add(container);
    for (const container of init) if (container.kind === 'sidecar') this.add(container);
  }

  containerStarted(container: PodContainer): void {
    for (const worker of this.workers ?? NONE) if (worker.container === container) worker.begin();
  }

  containerEnded(container: PodContainer): void {
    for (const worker of this.workers ?? NONE) if (worker.container === container) worker.pause();
  }

  processChanged(): void {
    // Any container of the pod may be the one that answers a probe.
    for (const worker of this.workers ?? NONE) worker.processChanged();
  }

  /** A pod that is synced while a container is not ready has its readiness looked at anew. */
  triggerReadiness(): void {
    for (const worker of this.workers ?? NONE) {
      const { container, kind } = worker;
      if (kind === 'Readiness' && container.isStarted && !container.readiness) worker.trigger();
    }
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
    return this.owner.sandbox.target(container, 'probe');
  }

  forecast(container: PodContainer, probe: Probe): ProbeOutcome | undefined {
    return this.owner.sandbox.forecast(container, probe);
  }

  unhealthy(container: PodContainer, kind: ProbeKind, outcome: ProbeOutcome): void {
    const { output } = outcome;
    if (outcome.warning)
      this.owner.event('Warning', 'ProbeWarning', `${kind} probe warning: ${output}`, container);
    else if (outcome.errored)
      this.owner.event(
        'Warning',
        'Unhealthy',
        `${kind} probe errored and resulted in unknown state: ${output}`,
        container,
      );
    else this.owner.event('Warning', 'Unhealthy', `${kind} probe failed: ${output}`, container);
  }

  probeChanged(container: PodContainer, kind: ProbeKind): void {
    // The others may begin now.
    if (kind === 'Startup' && container.isStarted)
      for (const worker of this.workers ?? NONE)
        if (worker.container === container && worker.kind !== 'Startup') worker.begin();
    this.changed();
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
