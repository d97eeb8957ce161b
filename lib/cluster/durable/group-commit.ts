/** Where batches of records go. */
export interface BatchSink {
  /** Resolves once the records would survive a loss of power. */
  append(records: readonly Buffer[]): Promise<void>;
}

/**
 * Writes records in their order, as many at once as have come while the last ones were written: one wait for the disk
 * covers the requests of many clients.
 */
export class GroupCommit {
  private waiting: Buffer[] = [];
  private current: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly sink: BatchSink) {}

  add(record: Buffer): void {
    this.waiting.push(record);
    if (this.next) return;
    this.next = this.current ? this.current.then(() => this.flush()) : nextTurn().then(() => this.flush());
    // Whoever waits is told of an error; who does not wait must not end the process.
    this.next.catch(() => undefined);
  }

  /** Resolves once everything that was added so far is safe; undefined when it is already. Rejects for ever after an error. */
  committed(): Promise<void> | undefined {
    return this.next ?? this.current;
  }

  private async flush(): Promise<void> {
    const records = this.waiting;
    this.waiting = [];
    this.current = this.next;
    this.next = undefined;
    await this.sink.append(records);
    // An error leaves the promise in its place: nothing can be written behind a gap.
    if (this.waiting.length === 0) this.current = undefined;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
