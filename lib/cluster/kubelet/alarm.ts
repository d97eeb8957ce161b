import type { Clock, Timer } from '../clock/clock';

/** A call that is due at one time at most, and whose being awaited can change while it waits. */
export class Alarm {
  private timer: Timer | undefined;
  private due = 0;
  /** Made when it is first set, and once: most alarms are set never, or many times. */
  private goOff: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly ring: () => void,
  ) {}

  get isSet(): boolean {
    return this.timer !== undefined;
  }

  /** Replaces what was set before. `delay` in milliseconds. */
  set(delay: number, background = false): void {
    this.timer?.cancel();
    this.due = this.clock.now() + delay;
    this.goOff ??= () => {
      this.timer = undefined;
      this.ring();
    };
    this.timer = this.clock.schedule(delay, this.goOff, { background });
  }

  /** Somebody waits for it from now on; it stays due when it was. */
  promote(): void {
    if (this.timer) this.set(Math.max(0, this.due - this.clock.now()));
  }

  cancel(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }
}
