import type { Clock } from '../clock/clock';
import { Alarm } from './alarm';

/** Steps that take time: a generator that yields what it waits for. */
export type Steps<R = void> = Generator<Wait, R, void>;

/** Milliseconds, or more about a wait; {@link SUSPENDED} waits until somebody calls {@link Routine.resume}. */
export type Wait = number | { readonly delay: number; readonly background: boolean };

export const SUSPENDED = -1;

/** A sequence of steps in virtual time: what a goroutine of the kubelet does, without a thread or a promise. */
export class Routine {
  private readonly alarm: Alarm;
  private steps: Steps | undefined;

  /** `done` is called when steps have come to their end, not when they were cancelled. */
  constructor(
    clock: Clock,
    private readonly done: () => void,
  ) {
    this.alarm = new Alarm(clock, () => this.resume());
  }

  get isRunning(): boolean {
    return this.steps !== undefined;
  }

  /** Begins with these steps, at once. */
  run(steps: Steps): void {
    this.steps = steps;
    this.resume();
  }

  /** Goes on with the next step; a wait that is not over is cut short. */
  resume(): void {
    if (!this.steps) return;
    this.alarm.cancel();
    const { done, value } = this.steps.next();
    if (done) {
      this.steps = undefined;
      this.done();
    } else if (typeof value === 'object') {
      this.alarm.set(value.delay, value.background);
    } else if (value !== SUSPENDED) {
      this.alarm.set(value);
    }
  }

  /** Somebody waits for the current wait from now on. */
  promote(): void {
    this.alarm.promote();
  }

  cancel(): void {
    this.steps = undefined;
    this.alarm.cancel();
  }
}
