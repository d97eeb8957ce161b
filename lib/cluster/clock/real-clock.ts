import type { Clock, Schedule, Timer } from './clock';
import { VirtualClock } from './virtual-clock';

/** Node's setTimeout counts in a 32-bit integer. */
const LONGEST_WAIT = 2 ** 31 - 1;

/**
 * Real time, optionally sped up. It is a virtual clock that is driven to where the wall clock stands: calls keep their
 * order and see the time they were scheduled for. The process may end while calls are waiting.
 */
export class RealClock implements Clock {
  private readonly queue: VirtualClock;
  private readonly startedAt: number;
  private waiting: NodeJS.Timeout | undefined;
  private waitingFor = Number.POSITIVE_INFINITY;
  private stopped = false;

  /**
   * @param speed how many seconds pass in the cluster in one real second
   * @param wallClock milliseconds since the Unix epoch
   * @param onDefect told of an error that a call did not catch; the others go on. @default it is thrown
   */
  constructor(
    private readonly speed = 1,
    private readonly wallClock: () => number = Date.now,
    private readonly onDefect?: (error: Error) => void,
  ) {
    this.startedAt = wallClock();
    this.queue = new VirtualClock(this.startedAt);
  }

  now(): number {
    return Math.max(this.queue.now(), Math.floor(this.elapsedTo()));
  }

  schedule(delay: number, run: () => void, options?: Schedule): Timer {
    const timer = this.queue.schedule(this.now() - this.queue.now() + Math.max(0, delay), run, options);
    this.wait();
    return timer;
  }

  /** Nothing is called any more. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.waiting);
  }

  private elapsedTo(): number {
    return this.startedAt + (this.wallClock() - this.startedAt) * this.speed;
  }

  private wait(): void {
    const next = this.queue.nextTime();
    if (this.stopped || next === undefined || next >= this.waitingFor) return;
    clearTimeout(this.waiting);
    this.waitingFor = next;
    const delay = Math.min(LONGEST_WAIT, Math.max(0, (next - this.elapsedTo()) / this.speed));
    this.waiting = setTimeout(() => this.wake(), delay);
  }

  private wake(): void {
    this.waitingFor = Number.POSITIVE_INFINITY;
    try {
      this.queue.runUntil(Math.floor(this.elapsedTo()));
    } catch (error) {
      if (!this.onDefect) throw error;
      this.onDefect(error as Error);
    } finally {
      this.wait();
    }
  }
}
