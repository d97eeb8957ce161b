/** What happened in a cluster, as far back as it is kept. */
export interface History {
  /** The newest. */
  readonly revision: number;
  /** Forgets everything up to and including `revision`: lists and watches can no longer begin there. */
  compact(revision: number): void;
}

/** Milliseconds between two compactions, as the real API server asks etcd for them. */
export const COMPACTION_INTERVAL = 5 * 60_000;

/** Forgets what is older than one interval: called once an interval, it compacts to where history was the last time. */
export class Compactor {
  private reached = 0;

  constructor(private readonly history: History) {}

  tick(): void {
    this.history.compact(this.reached);
    this.reached = this.history.revision;
  }
}
