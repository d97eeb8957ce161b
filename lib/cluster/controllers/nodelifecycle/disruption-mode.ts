import { evictionRate, type ZoneEviction, type ZoneState, zoneState } from './zone-eviction';

/** How many nodes of a zone are ready, and how many are not. */
export interface ZoneCount {
  readonly ready: number;
  readonly notReady: number;
}

export type ModeChange = 'entered' | 'left' | undefined;

/**
 * Adapts the rates of eviction to what is going on. When no node of any zone answers, the control plane itself is most
 * likely cut off: nothing is evicted then.
 */
export class DisruptionMode {
  private readonly states = new Map<string, ZoneState>();
  private readonly evictions = new Map<string, ZoneEviction>();

  constructor(private readonly newEviction: () => ZoneEviction) {}

  of(zone: string): ZoneEviction {
    let eviction = this.evictions.get(zone);
    if (!eviction) {
      eviction = this.newEviction();
      this.evictions.set(zone, eviction);
      this.states.set(zone, 'Initial');
    }
    return eviction;
  }

  /** Tells whether the mode in which nothing is evicted was entered or left. */
  update(counts: ReadonlyMap<string, ZoneCount>): ModeChange {
    const states = new Map(
      Array.from(counts, ([zone, { ready, notReady }]) => [zone, zoneState(ready, notReady)]),
    );
    for (const zone of [...this.states.keys()]) if (!states.has(zone)) this.states.delete(zone);
    for (const zone of states.keys()) if (!this.states.has(zone)) this.states.set(zone, 'Initial');
    const isDisrupted = [...states.values()].every((state) => state === 'FullDisruption');
    const wasDisrupted = [...this.states.values()].every((state) => state === 'FullDisruption');
    if (isDisrupted && wasDisrupted) return undefined;
    for (const [zone, state] of states) {
      if (!isDisrupted && !wasDisrupted && state === this.states.get(zone)) continue;
      const { ready, notReady } = counts.get(zone)!;
      this.of(zone).setRate(isDisrupted ? 0 : evictionRate(state, ready + notReady));
      this.states.set(zone, state);
    }
    if (isDisrupted) return 'entered';
    return wasDisrupted ? 'left' : undefined;
  }

  stop(): void {
    for (const eviction of this.evictions.values()) eviction.stop();
  }
}
