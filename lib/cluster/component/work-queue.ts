import type { Clock, Timer } from '../clock/clock';

/** Milliseconds before the first retry of a failed key; doubled with each further failure (client-go's default limiter). */
const FIRST_RETRY = 5;
const LONGEST_RETRY = 1_000_000;
/** Milliseconds of virtual time one key takes: controllers are fast, but not infinitely. */
const COST = 1;

export interface WorkItem {
  readonly key: string;
  /** The newest revision that asked for it. */
  readonly cause: number | undefined;
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
  ) {}

  add(key: string, cause?: number): void {
    this.waiting.set(key, cause ?? this.waiting.get(key));
    this.wake(0);
  }

  /** Adds the key after `delay` milliseconds; of two delayed additions the earlier one counts. */
  addAfter(
    key: string,
    delay: number,
    options: { readonly background?: boolean; readonly cause?: number } = {},
  ): void {
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

  /** Adds the key after a delay that doubles with each failure since the last {@link forget}. */
  addRateLimited(key: string, cause?: number): void {
    const failures = this.failures.get(key) ?? 0;
    this.failures.set(key, failures + 1);
    this.addAfter(key, Math.min(FIRST_RETRY * 2 ** failures, LONGEST_RETRY), { cause });
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
