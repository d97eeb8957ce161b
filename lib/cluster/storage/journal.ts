import type { Revision } from './revision';

/** A place in the journal, from which one resource's writes are read on. */
export interface JournalReader {
  /** The next writes, oldest first; `lost` when compaction overtook the reader. */
  read(): readonly Revision[] | 'lost';
  close(): void;
}

/** Every write in order, bounded. Each resource's entries are also chained, so that a reader sees only its own. */
export class Journal {
  private readonly entries: Revision[] = [];
  private readonly logs = new Map<string, ResourceLog>();

  /**
   * @param capacity number of entries that are kept
   * @param base the revision of entries[0] minus one
   */
  constructor(
    private readonly capacity: number,
    private base = 0,
  ) {}

  get newest(): number {
    return this.base + this.entries.length;
  }

  get compacted(): number {
    return this.base;
  }

  at(revision: number): Revision | undefined {
    return this.entries[revision - this.base - 1];
  }

  /** Newest first. */
  *newerThan(revision: number): Generator<Revision> {
    for (let index = this.entries.length - 1; index >= revision - this.base && index >= 0; index--)
      yield this.entries[index]!;
  }

  append(entry: Revision): void {
    this.entries.push(entry);
    this.log(entry.resource).append(entry);
    // Dropping a quarter at once keeps the cost of a write constant.
    if (this.entries.length > this.capacity * 1.25) this.compact(this.newest - this.capacity);
  }

  compact(revision: number): void {
    const dropped = Math.min(revision, this.newest) - this.base;
    if (dropped <= 0) return;
    this.entries.splice(0, dropped);
    this.base += dropped;
    for (const log of this.logs.values()) log.compact(this.base);
  }

  follow(resource: string, after: number, wake: () => void): JournalReader {
    return this.log(resource).follow(after, wake, after < this.base);
  }

  private log(resource: string): ResourceLog {
    let log = this.logs.get(resource);
    if (!log) {
      log = new ResourceLog();
      this.logs.set(resource, log);
    }
    return log;
  }
}

class ResourceLog {
  private entries: Revision[] = [];
  /** How many entries were dropped before entries[0]. */
  private dropped = 0;
  private readonly readers = new Set<Reader>();

  append(entry: Revision): void {
    this.entries.push(entry);
    for (const reader of this.readers) reader.notify();
  }

  compact(revision: number): void {
    const first = firstAfter(this.entries, revision);
    this.entries = this.entries.slice(first);
    this.dropped += first;
  }

  follow(after: number, wake: () => void, lost: boolean): JournalReader {
    const reader = new Reader(this, this.dropped + firstAfter(this.entries, after), wake, lost);
    this.readers.add(reader);
    if (this.end > reader.position || lost) reader.notify();
    return reader;
  }

  get end(): number {
    return this.dropped + this.entries.length;
  }

  readFrom(position: number): readonly Revision[] | 'lost' {
    return position < this.dropped ? 'lost' : this.entries.slice(position - this.dropped);
  }

  close(reader: Reader): void {
    this.readers.delete(reader);
  }
}

class Reader implements JournalReader {
  private awake = false;

  constructor(
    private readonly log: ResourceLog,
    public position: number,
    private readonly wake: () => void,
    private lost: boolean,
  ) {}

  notify(): void {
    if (this.awake) return;
    this.awake = true;
    this.wake();
  }

  read(): readonly Revision[] | 'lost' {
    this.awake = false;
    const entries = this.lost ? 'lost' : this.log.readFrom(this.position);
    if (entries === 'lost') this.lost = true;
    else this.position = this.log.end;
    return entries;
  }

  close(): void {
    this.log.close(this);
  }
}

/** Index of the first entry newer than `revision`. */
function firstAfter(entries: readonly Revision[], revision: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.revision <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
