/** How long to wait before something that failed is tried again (client-go's Backoff). */
export interface BackoffPolicy {
  /** Milliseconds after the first failure; doubled with each further one. */
  readonly initial: number;
  readonly longest: number;
  /** A failure this many milliseconds after the last one counts as the first. */
  readonly resetAfter: number;
}

/** Where one thing stands in its series of failures. Times in milliseconds since the Unix epoch. */
export class Backoff {
  private delay = 0;
  private updatedAt = 0;

  constructor(private readonly policy: BackoffPolicy) {}

  /** The current delay in milliseconds; 0 before the first failure. */
  get current(): number {
    return this.delay;
  }

  get isAtCap(): boolean {
    return this.delay >= this.policy.longest;
  }

  /** Notes a failure that happened at `failedAt`. */
  next(failedAt: number, now: number): void {
    const first = this.delay === 0 || this.hasExpired(failedAt);
    this.delay = first ? this.policy.initial : Math.min(this.delay * 2, this.policy.longest);
    this.updatedAt = now;
  }

  /** Until when to wait, counted from the failure at `failedAt`; undefined if there is nothing to wait for. */
  waitsSince(failedAt: number, now: number): number | undefined {
    if (this.delay === 0 || this.hasExpired(failedAt)) return undefined;
    return now - failedAt < this.delay ? failedAt + this.delay : undefined;
  }

  /** Until when to wait, counted from the last {@link next}. */
  waitsSinceUpdate(now: number): number | undefined {
    if (this.delay === 0 || this.hasExpired(now)) return undefined;
    return now - this.updatedAt < this.delay ? this.updatedAt + this.delay : undefined;
  }

  reset(): void {
    this.delay = 0;
  }

  private hasExpired(time: number): boolean {
    return time - this.updatedAt > this.policy.resetAfter;
  }
}
