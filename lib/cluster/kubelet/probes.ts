import type { Probe } from '../../kube/generated/core-v1';
import type { Clock, Timer } from '../clock/clock';
import type { PodContainer } from './container';
import { type ProbeOutcome, type ProbeTarget, runProbe } from './probe-action';

export type ProbeKind = 'Startup' | 'Readiness' | 'Liveness';

/** What a pod does for its probes. */
export interface ProbeHost {
  readonly clock: Clock;
  /** What probes of this container reach. */
  target(container: PodContainer): ProbeTarget;
  /** The same without leaving a trace; undefined where nobody can know what would be answered. */
  forecast(container: PodContainer, probe: Probe): ProbeOutcome | undefined;
  /** A startup or readiness probe deals with a container for the first time. */
  firstLook(): void;
  /** The recorded result of a probe has changed. */
  probeChanged(container: PodContainer, kind: ProbeKind): void;
  unhealthy(container: PodContainer, kind: ProbeKind, outcome: ProbeOutcome): void;
}

/** An answer that nobody can know before is waited for this long after the container started. */
const PATIENCE = 600_000;

/**
 * One probe of one container. Probes tick with their period from when the pod's volumes were mounted, whatever the
 * container does. They know of a container what the status of the pod says: a container that starts is looked at only
 * after the next sync. A readiness probe ticks anew whenever the pod is synced while the container is not ready.
 */
export class ProbeWorker {
  private readonly target: ProbeTarget;
  private timer: Timer | undefined;
  private due = 0;
  private anchor: number;
  private triggeredAt = -1;
  /** The life of the container that the status speaks of, and the one that was looked at last. */
  private knownId = '';
  private seenId = '';
  private onHold = false;
  private lastResult: ProbeOutcome['result'] | undefined;
  private resultRun = 0;
  private expected: ProbeOutcome['result'] | undefined;
  private running = false;
  private stopped = false;

  constructor(
    private readonly host: ProbeHost,
    readonly container: PodContainer,
    readonly kind: ProbeKind,
  ) {
    this.anchor = host.clock.now();
    this.target = host.target(container);
  }

  /** Whether its container runs without being ready, and it is up to this probe. */
  get isUnready(): boolean {
    return this.kind === 'Readiness' && this.container.isStarted && !this.container.readiness;
  }

  /** Whether the next result may change what is recorded. */
  get isAwaited(): boolean {
    const { host, container } = this;
    if (container.isQuiet) return false;
    if (this.expected !== undefined) return this.expected !== this.recorded;
    return this.recorded !== 'success' && host.clock.now() - this.startedAt < PATIENCE;
  }

  /** The status of the pod is worked out, and says what the container does. */
  synced(): void {
    const { container, isUnready } = this;
    if (!container.isRunning) return;
    if (this.knownId === container.id) {
      if (isUnready) this.trigger();
      return;
    }
    this.knownId = container.id;
    if (isUnready) this.anchor = this.host.clock.now();
    this.begin();
  }

  /** The container has just started, or has passed its startup probe. */
  begin(): void {
    this.onHold = false;
    this.expected = undefined;
    this.schedule();
  }

  /** The container does not run. */
  pause(): void {
    this.cancel();
  }

  /** No more probing, ever. */
  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  /** The process answers differently from now on: an awaited change must not be missed, others need no waiting for. */
  processChanged(): void {
    if (!this.timer || this.running) return;
    this.expected = this.host.forecast(this.container, this.spec)?.result;
    const { clock } = this.host;
    this.cancel();
    this.scheduleAt(Math.max(this.due, clock.now()));
  }

  /** Probes now, unless it has just done so, and ticks from now on. */
  private trigger(): void {
    const now = this.host.clock.now();
    if (this.stopped || this.running || this.triggeredAt === now) return;
    this.cancel();
    this.triggeredAt = now;
    this.anchor = now;
    this.tick();
  }

  private get spec(): Probe {
    const { startupProbe, readinessProbe, livenessProbe } = this.container.spec;
    return { Startup: startupProbe, Readiness: readinessProbe, Liveness: livenessProbe }[this.kind]!;
  }

  private get period(): number {
    return (this.spec.periodSeconds ?? 10) * 1000;
  }

  /** Startup probes come first; the others begin when the container has started. */
  private get isDue(): boolean {
    const { container, kind } = this;
    if (this.stopped || this.onHold || !container.isRunning || this.knownId !== container.id) return false;
    return kind === 'Startup' ? !container.isStarted : container.isStarted;
  }

  private cancel(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.running = false;
  }

  private schedule(): void {
    this.cancel();
    if (!this.isDue) return;
    this.expected ??= this.host.forecast(this.container, this.spec)?.result;
    this.scheduleAt(this.nextTick());
  }

  private scheduleAt(time: number): void {
    const { clock } = this.host;
    this.due = time;
    this.timer = clock.schedule(time - clock.now(), () => this.tick(), { background: !this.isAwaited });
  }

  /** The first tick after now that has something to do: to deal with a new container, or one that is old enough. */
  private nextTick(): number {
    const { period, anchor } = this;
    const delay = this.seenId === this.container.id ? this.initialDelay : 0;
    const earliest = Math.max(this.host.clock.now() + 1, this.startedAt + delay);
    return anchor + Math.max(1, Math.ceil((earliest - anchor) / period)) * period;
  }

  private get initialDelay(): number {
    return (this.spec.initialDelaySeconds ?? 0) * 1000;
  }

  /** The kubelet reads the start from the status, which has whole seconds. */
  private get startedAt(): number {
    const { state } = this.container;
    return state.kind === 'running' ? Math.floor(state.startedAt / 1000) * 1000 : 0;
  }

  private get recorded(): ProbeOutcome['result'] | undefined {
    const { readiness, liveness, startup } = this.container;
    if (this.kind === 'Startup') return startup === 'unknown' ? undefined : startup;
    return (this.kind === 'Readiness' ? readiness : liveness) ? 'success' : 'failure';
  }

  private tick(): void {
    this.timer = undefined;
    const { clock } = this.host;
    if (!this.isDue) return;
    this.see();
    if (clock.now() < this.startedAt + this.initialDelay) {
      this.schedule();
      return;
    }
    const outcome = runProbe(this.spec, this.container.spec, this.target);
    if (outcome.duration === 0) {
      this.finish(outcome, this.container.id);
      return;
    }
    // The answer did not come in time: nothing else happens to this probe until then.
    this.running = true;
    const id = this.container.id;
    this.timer = clock.schedule(
      outcome.duration,
      () => {
        this.running = false;
        this.timer = undefined;
        this.finish(outcome, id);
      },
      { background: !this.isAwaited },
    );
  }

  /** A container that is new to a probe gets the pod synced. */
  private see(): void {
    if (this.seenId === this.container.id) return;
    this.seenId = this.container.id;
    if (this.kind !== 'Liveness') this.host.firstLook();
  }

  private finish(outcome: ProbeOutcome, id: string): void {
    const { host, container, kind } = this;
    if (this.stopped || container.id !== id || !container.isRunning) return;
    // What could be foreseen once stays as it was seen, until the process says that it has changed.
    if (this.expected !== undefined) this.expected = outcome.result;
    if (outcome.result === 'failure' || outcome.warning) host.unhealthy(container, kind, outcome);
    if (!outcome.errored) this.count(outcome.result);
    if (!this.timer) this.schedule();
  }

  private count(result: ProbeOutcome['result']): void {
    this.resultRun = this.lastResult === result ? this.resultRun + 1 : 1;
    this.lastResult = result;
    const { failureThreshold = 3, successThreshold = 1 } = this.spec;
    if (this.resultRun < (result === 'failure' ? failureThreshold : successThreshold)) return;
    const changes = this.recorded !== result;
    if ((this.kind === 'Liveness' && result === 'failure') || this.kind === 'Startup') {
      this.onHold = true;
      this.resultRun = 0;
    }
    if (!changes) return;
    this.record(result);
    this.host.probeChanged(this.container, this.kind);
  }

  private record(result: ProbeOutcome['result']): void {
    const { container } = this;
    if (this.kind === 'Startup') container.startup = result;
    else if (this.kind === 'Readiness') container.readiness = result === 'success';
    else container.liveness = result === 'success';
    container.touch();
  }
}
