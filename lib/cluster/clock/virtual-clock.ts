import { Heap } from 'heap-js';
import type { Clock, Schedule, Timer } from './clock';

class Entry implements Timer {
  constructor(
    private readonly clock: VirtualClock,
    readonly time: number,
    readonly sequence: number,
    readonly background: boolean,
    public run: (() => void) | undefined,
  ) {}

  cancel(): void {
    this.clock.cancel(this);
  }
}

/** 2026-01-01T00:00:00Z: where virtual time begins, unless told otherwise. */
export const VIRTUAL_EPOCH = Date.UTC(2026, 0, 1);

const earlier = (a: Entry, b: Entry) => a.time - b.time || a.sequence - b.sequence;

/** Time that jumps to the next scheduled call; ten minutes of rollout take milliseconds. */
export class VirtualClock implements Clock {
  private readonly queue = new Heap<Entry>(earlier);
  private sequence = 0;
  private work = 0;
  private time: number;

  constructor(start: number = VIRTUAL_EPOCH) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  schedule(delay: number, run: () => void, { background = false }: Schedule = {}): Timer {
    const entry = new Entry(this, this.time + Math.max(0, delay), this.sequence++, background, run);
    if (!background) this.work++;
    this.queue.push(entry);
    return entry;
  }

  /** Whether anything but background timers is waiting. */
  hasWork(): boolean {
    return this.work > 0;
  }

  /** When the next call is due, or undefined if there is none. */
  nextTime(): number | undefined {
    this.dropCancelled();
    return this.queue.peek()?.time;
  }

  /** Runs the next call, moving time to it. Returns false if there is none. */
  step(): boolean {
    this.dropCancelled();
    const entry = this.queue.pop();
    if (!entry) return false;
    this.time = Math.max(this.time, entry.time);
    const run = entry.run!;
    entry.run = undefined;
    if (!entry.background) this.work--;
    run();
    return true;
  }

  /** Runs everything due up to and including `time`, and leaves the clock there. */
  runUntil(time: number): void {
    for (let next = this.nextTime(); next !== undefined && next <= time; next = this.nextTime()) this.step();
    this.time = Math.max(this.time, time);
  }

  /** For entries of this clock only. */
  cancel(entry: Entry): void {
    if (!entry.run) return;
    entry.run = undefined;
    if (!entry.background) this.work--;
  }

  /** Cancelled entries stay in the heap until they reach its top: cheaper than searching for them. */
  private dropCancelled(): void {
    for (let entry = this.queue.peek(); entry && !entry.run; entry = this.queue.peek()) this.queue.pop();
  }
}
