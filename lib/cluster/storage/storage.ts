import type { KubeObject } from '../../kube/object';
import { Bucket } from './bucket';
import { Journal, type JournalReader } from './journal';
import type { JournalSink, Revision, Stored, WriteInfo } from './revision';

/** A value and its key. */
export type StoredPlace = Pick<Revision, 'resource' | 'namespace' | 'name' | 'value'>;

/** How many revisions are kept for watches, consistent lists and traces. */
const DEFAULT_HISTORY = 100_000;

/**
 * The etcd of the simulated cluster: current values by resource, namespace and name, and one ordered journal of every
 * write. Synchronous: a write is visible to the next read. Only the API server may import it.
 */
export class Storage {
  private readonly buckets = new Map<string, Bucket>();
  private readonly journal: Journal;
  private sink: JournalSink | undefined;

  /**
   * @param history number of revisions that stay readable; older ones are compacted away
   * @param after the revision that the first write follows
   */
  constructor(history: number = DEFAULT_HISTORY, after = 0) {
    this.journal = new Journal(history, after);
  }

  /** The newest revision; 0 before the first write... etcd starts at 1. */
  get revision(): number {
    return this.journal.newest;
  }

  /** The oldest revision after which nothing is missing. */
  get compacted(): number {
    return this.journal.compacted;
  }

  get(resource: string, namespace: string, name: string): Stored | undefined {
    return this.buckets.get(resource)?.get(namespace, name);
  }

  /** In order of namespace and name, as etcd returns keys. */
  list(resource: string, namespace?: string): readonly Stored[] {
    return this.buckets.get(resource)?.list(namespace) ?? [];
  }

  /** The list as it was at `revision`, which must not be compacted: today's, with later writes undone. */
  listAt(resource: string, namespace: string | undefined, revision: number): readonly Stored[] {
    const undone = new Map<string, Stored | undefined>();
    for (const entry of this.journal.newerThan(revision))
      if (entry.resource === resource && (namespace === undefined || entry.namespace === namespace)) {
        // The oldest of several writes to one object comes last, and tells what was there before all of them.
        undone.set(`${entry.namespace}/${entry.name}`, entry.previous);
      }
    const current = this.list(resource, namespace);
    if (undone.size === 0) return current;
    const kept = current.filter(({ object }) => !undone.has(storageKey(object)));
    for (const value of undone.values()) if (value) kept.push(value);
    return kept.sort((a, b) => compareKeys(storageKey(a.object), storageKey(b.object)));
  }

  count(resource: string): number {
    return this.buckets.get(resource)?.size ?? 0;
  }

  /** Writes a new value. The caller has checked what it expects to be there: nothing happens in between. */
  put(resource: string, namespace: string, name: string, value: Stored, info: WriteInfo): void {
    const bucket = this.bucket(resource);
    const previous = bucket.put(namespace, name, value);
    this.append(previous ? 'update' : 'create', { resource, namespace, name, value }, previous, info);
  }

  /** Removes a value. `final` is its last state, carrying the revision of the removal. */
  remove(resource: string, namespace: string, name: string, final: Stored, info: WriteInfo): void {
    const previous = this.bucket(resource).remove(namespace, name);
    this.append('delete', { resource, namespace, name, value: final }, previous, info);
  }

  /** Puts a value there that was there before the history begins. */
  load(resource: string, namespace: string, name: string, value: Stored): void {
    this.bucket(resource).put(namespace, name, value);
  }

  /** All current values. */
  everything(): readonly StoredPlace[] {
    return [...this.buckets].flatMap(([resource, bucket]) =>
      bucket.list().map((value) => {
        const { namespace = '', name } = value.object.metadata;
        return { resource, namespace, name: name!, value };
      }),
    );
  }

  /** From now on `sink` is told of every write. */
  record(sink: JournalSink): void {
    this.sink = sink;
  }

  /** Follows the writes to one resource. `wake` is called once when there is something new to read. */
  follow(resource: string, after: number, wake: () => void): JournalReader {
    return this.journal.follow(resource, after, wake);
  }

  /** One revision of the history, or undefined if it is compacted. */
  revisionAt(revision: number): Revision | undefined {
    return this.journal.at(revision);
  }

  /** Forgets the history up to and including `revision`. */
  compact(revision: number): void {
    this.journal.compact(revision);
  }

  private bucket(resource: string): Bucket {
    let bucket = this.buckets.get(resource);
    if (!bucket) {
      bucket = new Bucket();
      this.buckets.set(resource, bucket);
    }
    return bucket;
  }

  /** Field by field: a journal of a hundred thousand entries is made of these. */
  private append(
    type: Revision['type'],
    { resource, namespace, name, value }: StoredPlace,
    previous: Stored | undefined,
    { user, agent, verb, subresource, cause, time }: WriteInfo,
  ): void {
    const revision: Revision = {
      revision: this.journal.newest + 1,
      type,
      resource,
      namespace,
      name,
      value,
      previous,
      user,
      agent,
      verb,
      subresource,
      cause,
      time,
    };
    this.journal.append(revision);
    this.sink?.write(revision);
  }
}

function storageKey(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** Keys are compared as etcd does, byte by byte; names are ASCII. */
function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
