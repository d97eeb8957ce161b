import { VirtualClock } from './clock/virtual-clock';
import { Cluster, type ClusterOptions } from './cluster';

export interface VirtualClusterOptions extends Omit<ClusterOptions, 'clock'> {
  /** Where virtual time begins, in milliseconds since the Unix epoch. @default 2026-01-01T00:00:00Z */
  readonly start?: number;
}

export interface SettleOptions {
  /** The most virtual time that may pass, in milliseconds. @default one hour */
  readonly within?: number;
}

const DEFAULT_HORIZON = 3_600_000;
/** More steps than any real cluster of this size needs: reaching it means that two controllers fight each other. */
const MOST_STEPS = 20_000_000;

/** The cluster kept changing: a bound of {@link VirtualCluster.settle} was reached. */
export class NotSettledError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotSettledError';
  }
}

/** A simulated cluster whose time passes only when it is told to: ten minutes of rollout take milliseconds. */
export class VirtualCluster extends Cluster {
  private readonly virtualClock: VirtualClock;

  constructor({ start, ...options }: VirtualClusterOptions = {}) {
    const clock = new VirtualClock(start);
    super({ ...options, clock });
    this.virtualClock = clock;
  }

  /** Lets `milliseconds` of virtual time pass. */
  advance(milliseconds: number): void {
    this.virtualClock.runUntil(this.virtualClock.now() + milliseconds);
  }

  /**
   * Lets time pass until nothing is left to do but periodic work. Returns the virtual milliseconds it took.
   * @throws NotSettledError when the horizon is reached with work left
   */
  settle({ within = DEFAULT_HORIZON }: SettleOptions = {}): number {
    const clock = this.virtualClock;
    const start = clock.now();
    for (let steps = 0; clock.hasWork(); steps++) {
      if (clock.nextTime()! - start > within)
        throw new NotSettledError(`the cluster did not settle within ${within / 1000} s of its time`);
      if (steps === MOST_STEPS)
        throw new NotSettledError(
          `the cluster did not settle within ${MOST_STEPS} steps: two controllers seem to undo each other's work`,
        );
      clock.step();
    }
    return clock.now() - start;
  }
}
