import type { Clock, Timer } from '../clock/clock';

/** Milliseconds that one key takes, unless the work says otherwise: controllers are fast, but not infinitely. */
const COST = 1;
/** Keys that were taken are dropped from the list after so many. */
const MOST_TAKEN = 1000;
/**
 * A key whose next retry is further away than this many milliseconds is no longer expected to succeed by itself: its
 * retries go on, but do not keep a cluster from being settled.
 */
const LONGEST_HOPE = 10_000;

export interface WorkItem<K> {
  readonly key: K;
  /** The newest revision that asked for it. */
  readonly cause: number | undefined;
}

export interface QueueOptions {
  /** Milliseconds before the first retry of a failed key; doubled with each further failure. @default 5 */
  readonly firstRetry?: number;
  /** Milliseconds. @default 1,000,000 */
  readonly longestRetry?: number;
  /** Keys that are worked on at the same time. @default 1 */
  readonly workers?: number;
}

export interface DelayOptions {
  /** Does not keep a cluster from being settled. @default false */
  readonly background?: boolean;
  readonly cause?: number;
}

/**
 * Keys to be worked on, each at most once at a time: a key added while it waits is not added again; a failed key comes
 * back later and later. Keys are taken in order.
 */
export class WorkQueue<K = string> {
  private readonly waiting = new Map<K, number | undefined>();
  /** The same keys in their order, from {@link next} on. */
  private order: K[] = [];
  private next = 0;
  private readonly failures = new Map<K, number>();
  private readonly delayed = new Map<K, { readonly timer: Timer; readonly due: number }>();
  private worker: Timer | undefined;
  private stopped = false;
  private busyUntil = 0;

  /** @param work may return how many milliseconds it takes in the cluster's time */
  constructor(
    private readonly clock: Clock,
    private readonly work: (item: WorkItem<K>) => number | undefined,
    private readonly options: QueueOptions = {},
  ) {}

  add(key: K, cause?: number): void {
    if (!this.waiting.has(key)) this.order.push(key);
    this.waiting.set(key, cause ?? this.waiting.get(key));
    this.wake();
  }

  /** Adds the key after `delay` milliseconds; of two delayed additions the earlier one counts. */
  addAfter(key: K, delay: number, options: DelayOptions = {}): void {
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
  cancelDelayed(key: K): void {
    if (this.delayed.size === 0) return;
    this.delayed.get(key)?.timer.cancel();
    this.delayed.delete(key);
  }

  /** Adds the key after a delay that doubles with each failure since the last {@link forget}. */
  addRateLimited(key: K, cause?: number): void {
    const { firstRetry = 5, longestRetry = 1_000_000 } = this.options;
    const failures = this.failuresOf(key);
    this.failures.set(key, failures + 1);
    const delay = Math.min(firstRetry * 2 ** failures, longestRetry);
    this.addAfter(key, delay, { cause, background: delay > LONGEST_HOPE });
  }

  /** How often the key was added by {@link addRateLimited} since the last {@link forget}. */
  failuresOf(key: K): number {
    return this.failures.get(key) ?? 0;
  }

  forget(key: K): void {
    this.failures.delete(key);
  }

  stop(): void {
    this.stopped = true;
    this.worker?.cancel();
    for (const { timer } of this.delayed.values()) timer.cancel();
  }

  private wake(): void {
    if (this.stopped || this.worker) return;
    const delay = Math.max(0, this.busyUntil - this.clock.now());
    this.worker = this.clock.schedule(delay, () => this.runNext());
  }

  private runNext(): void {
    this.worker = undefined;
    const { workers = 1 } = this.options;
    let cost = COST;
    this.busyUntil = this.clock.now() + cost;
    try {
      for (let taken = 0; taken < workers && this.waiting.size > 0; taken++)
        cost = Math.max(cost, this.takeNext());
    } finally {
      this.busyUntil = this.clock.now() + cost;
      if (this.waiting.size > 0) this.wake();
    }
  }

  private takeNext(): number {
    const key = this.order[this.next++]!;
    const cause = this.waiting.get(key);
    this.waiting.delete(key);
    if (this.next === this.order.length || this.next === MOST_TAKEN) {
      this.order = this.order.slice(this.next);
      this.next = 0;
    }
    return this.work({ key, cause }) ?? COST;
  }
}
