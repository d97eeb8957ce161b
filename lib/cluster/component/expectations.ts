import type { Clock } from '../clock/clock';

/** After this long a controller stops waiting for what its cache has not shown (Kubernetes: five minutes). */
const TIMEOUT = 5 * 60_000;

interface Expected {
  creations: number;
  /** Keys of pods whose deletion has not been seen. */
  readonly deletions: Set<string>;
  readonly since: number;
}

/**
 * What a controller has done but its cache does not show yet. Until the cache catches up, counting pods would count
 * wrongly and create or delete too many.
 */
export class Expectations {
  private readonly byKey = new Map<string, Expected>();

  constructor(private readonly clock: Clock) {}

  expectCreations(key: string, count: number): void {
    this.expect(key, count, []);
  }

  expectDeletions(key: string, podKeys: Iterable<string>): void {
    this.expect(key, 0, podKeys);
  }

  expect(key: string, creations: number, deletions: Iterable<string>): void {
    this.byKey.set(key, { creations, deletions: new Set(deletions), since: this.clock.now() });
  }

  creationObserved(key: string): void {
    const expected = this.byKey.get(key);
    if (expected) expected.creations--;
  }

  deletionObserved(key: string, podKey: string): void {
    this.byKey.get(key)?.deletions.delete(podKey);
  }

  satisfied(key: string): boolean {
    const expected = this.byKey.get(key);
    if (!expected) return true;
    return (
      (expected.creations <= 0 && expected.deletions.size === 0) ||
      this.clock.now() - expected.since > TIMEOUT
    );
  }

  forget(key: string): void {
    this.byKey.delete(key);
  }
}
