import type { Clock, Timer } from '../clock/clock';
import { SchedulingError } from './framework/rejection';
import type { VolumeReservation } from './volumes/volume-binder';

/** The scheduler looks once a second whether volumes are bound, and gives up after ten minutes. */
const POLL = 1000;
const TIMEOUT = 600_000;

/** A pod that has a node, and waits for its volumes before it is bound. */
export class BindingWait {
  private readonly since: number;
  private readonly timeout: Timer;
  private poll: Timer | undefined;

  /** @param done called once, with what went wrong if anything did */
  constructor(
    private readonly clock: Clock,
    private readonly volumes: VolumeReservation,
    private readonly done: (error: unknown) => void,
  ) {
    this.since = clock.now();
    // Whoever makes the volumes may be somebody outside: the cluster is settled while it waits for that.
    this.timeout = clock.schedule(TIMEOUT, () => this.giveUp(), { background: true });
  }

  /** A claim or a volume has changed: the next look is worth it. */
  changed(): void {
    const elapsed = this.clock.now() - this.since;
    const delay = POLL - (elapsed % POLL);
    this.poll ??= this.clock.schedule(delay, () => this.look());
  }

  cancel(): void {
    this.timeout.cancel();
    this.poll?.cancel();
    this.volumes.undo();
  }

  private look(): void {
    this.poll = undefined;
    try {
      if (!this.volumes.isReady()) return;
    } catch (error) {
      if (!(error instanceof SchedulingError)) throw error;
      this.end(error);
      return;
    }
    this.timeout.cancel();
    this.done(undefined);
  }

  private giveUp(): void {
    this.end(new SchedulingError('context deadline exceeded'));
  }

  private end(error: SchedulingError): void {
    this.cancel();
    this.done(
      new SchedulingError(`running PreBind plugin "VolumeBinding": binding volumes: ${error.message}`),
    );
  }
}
