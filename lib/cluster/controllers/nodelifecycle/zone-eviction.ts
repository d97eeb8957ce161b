import type { Clock, Timer } from '../../clock/clock';

/** How many nodes of a zone work. */
export type ZoneState = 'Initial' | 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** Nodes a second that may be tainted so that their pods are evicted. */
const RATE = 0.1;
/** The same in a large zone that is partially disrupted; a small one stops evicting. */
const REDUCED_RATE = 0.01;
const LARGE_ZONE = 50;
/** The share of nodes that are not ready from which a zone counts as partially disrupted. */
const UNHEALTHY_SHARE = 0.55;

export function zoneState(ready: number, notReady: number): ZoneState {
  if (ready === 0 && notReady > 0) return 'FullDisruption';
  return notReady > 2 && notReady / (notReady + ready) >= UNHEALTHY_SHARE ? 'PartialDisruption' : 'Normal';
}

/** Nodes a second; 0 for none at all. */
export function evictionRate(state: ZoneState, size: number): number {
  if (state !== 'PartialDisruption') return RATE;
  return size > LARGE_ZONE ? REDUCED_RATE : 0;
}

/** Milliseconds between two looks at the queue. */
const PERIOD = 100;

/**
 * The nodes of one zone that wait to be tainted, one after the other at a limited rate: when many nodes fail at once,
 * the reason is more likely in the network than in the nodes.
 */
export class ZoneEviction {
  private readonly waiting = new Set<string>();
  private rate = RATE;
  /** When the next node may be tainted. */
  private freeAt = 0;
  private timer: Timer | undefined;

  /** @param taint returns false if it has to be tried again */
  constructor(
    private readonly clock: Clock,
    private readonly taint: (nodeName: string) => boolean,
  ) {}

  add(nodeName: string): void {
    this.waiting.add(nodeName);
    this.plan();
  }

  remove(nodeName: string): void {
    this.waiting.delete(nodeName);
    if (this.waiting.size === 0) this.stop();
  }

  /** A rate that has been used up stays used up under the new one. */
  setRate(rate: number): void {
    if (rate === this.rate) return;
    const isFree = this.rate > 0 && this.freeAt <= this.clock.now();
    this.rate = rate;
    this.freeAt = isFree || rate === 0 ? 0 : this.clock.now() + 1000 / rate;
    this.stop();
    this.plan();
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private plan(): void {
    if (this.timer || this.rate === 0 || this.waiting.size === 0) return;
    const delay = Math.max(PERIOD, this.freeAt - this.clock.now());
    this.timer = this.clock.schedule(delay, () => this.taintNext());
  }

  private taintNext(): void {
    this.timer = undefined;
    const next = this.waiting.values().next();
    if (next.done) return;
    this.freeAt = this.clock.now() + 1000 / this.rate;
    if (this.taint(next.value)) this.waiting.delete(next.value);
    this.plan();
  }
}
