import type { Clock, Timer } from '../clock/clock';

/** Milliseconds of virtual time one key takes: controllers are fast, but not infinitely. */
const COST = 1;
/**
 * A key whose next retry is further away than this many milliseconds is no longer expected to succeed by itself: its
 * retries go on, but do not keep a cluster from being settled.
 */
const LONGEST_HOPE = 10_000;

export interface WorkItem {
  readonly key: string;
  /** The newest revision that asked for it. */
  readonly cause: number | undefined;
}

/** Delays before a failed key is tried again, in milliseconds. */
export interface RetryDelays {
  /** Before the first retry; doubled with each further failure. @default 5 */
  readonly first?: number;
  /** @default 1,000,000 */
  readonly longest?: number;
}

export interface DelayOptions {
  /** Does not keep a cluster from being settled. @default false */
  readonly background?: boolean;
  readonly cause?: number;
}

/**
 * Keys to be worked on, each at most once at a time: a key added while it waits is not added again; a failed key comes
 * back later and later. One worker takes the keys in order.
 */
export class WorkQueue {
  private readonly waiting = new Map<string, number | undefined>();
  private readonly failures = new Map<string, number>();
  private readonly delayed = new Map<string, { readonly timer: Timer; readonly due: number }>();
  private worker: Timer | undefined;
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly work: (item: WorkItem) => void,
    private readonly delays: RetryDelays = {},
  ) {}

  add(key: string, cause?: number): void {
    this.waiting.set(key, cause ?? this.waiting.get(key));
    this.wake(0);
  }

  /** Adds the key after `delay` milliseconds; of two delayed additions the earlier one counts. */
  addAfter(key: string, delay: number, options: DelayOptions = {}): void {
    const due = this.clock.now() + delay;
    const known = this.delayed.get(key);
    if (known && known.due <= due) return;
    known?.timer.cancel();
    const run = () => {
      this.delayed.delete(key);
      this.add(key, options.cause);
    };
    this.delayed.set(key, {
      due,
      timer: this.clock.schedule(delay, run, { background: options.background }),
    });
  }

  /** Takes back a delayed addition. */
  cancelDelayed(key: string): void {
    this.delayed.get(key)?.timer.cancel();
    this.delayed.delete(key);
  }

  /** Adds the key after a delay that doubles with each failure since the last {@link forget}. */
  addRateLimited(key: string, cause?: number): void {
    const { first = 5, longest = 1_000_000 } = this.delays;
    const failures = this.failuresOf(key);
    this.failures.set(key, failures + 1);
    const delay = Math.min(first * 2 ** failures, longest);
    this.addAfter(key, delay, { cause, background: delay > LONGEST_HOPE });
  }

  /** How often the key was added by {@link addRateLimited} since the last {@link forget}. */
  failuresOf(key: string): number {
    return this.failures.get(key) ?? 0;
  }

  forget(key: string): void {
    this.failures.delete(key);
  }

  stop(): void {
    this.stopped = true;
    this.worker?.cancel();
    for (const { timer } of this.delayed.values()) timer.cancel();
  }

  private wake(delay: number): void {
    if (this.stopped) return;
    this.worker ??= this.clock.schedule(delay, () => this.runNext());
  }

  private runNext(): void {
    this.worker = undefined;
    const next = this.waiting.entries().next();
    if (next.done) return;
    const [key, cause] = next.value;
    this.waiting.delete(key);
    try {
      this.work({ key, cause });
    } finally {
      if (this.waiting.size > 0) this.wake(COST);
    }
  }
}
