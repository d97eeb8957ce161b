import type { WatchEvent, WatchHandle } from '../kube/api-request';
import { type KubeObject, keyOf, splitKey } from '../kube/object';
import type { ResourceType } from '../kube/resource-type';
import { isStatus } from '../kube/status';
import type { Client } from './client';

/** What changed; `revision` is that of the write that caused it. */
export interface InformerHandler<T> {
  readonly added?: (object: T, revision: number) => void;
  readonly updated?: (object: T, old: T, revision: number) => void;
  /** The last state that was seen. */
  readonly deleted?: (object: T, revision: number) => void;
}

/** Read access to a component's view of one resource. The view lags behind the API server as a real cache does. */
export interface Lister<T> {
  get(namespace: string, name: string): T | undefined;
  /** By `namespace/name`, or `name` for cluster-scoped objects. */
  byKey(key: string): T | undefined;
  /** In order of arrival. */
  list(namespace?: string): readonly T[];
  /** Objects whose index function returned `value`. */
  byIndex(index: string, value: string): readonly T[];
  /** How many {@link byIndex} would return. */
  countByIndex(index: string, value: string): number;
}

/** Values under which an object is found, worked out from nothing but the object; see {@link Informer.addIndex}. */
export type IndexFunction<T> = (object: T) => readonly string[];

/** The part of an object that an index function looks at: while it is the same, so are the values. */
export type IndexedPart<T> = (object: T) => unknown;

interface IndexDefinition<T> {
  readonly values: IndexFunction<T>;
  readonly part: IndexedPart<T>;
}

/** Index by namespace, present in every informer. */
const NAMESPACE = 'namespace';
const namespaceOf = ({ metadata }: KubeObject) => [metadata.namespace ?? ''];

/** One object of a view, through all its versions. */
interface Entry<T> {
  object: T;
}

/** A list and a watch, kept as a local view: Kubernetes' reflector, store and shared informer in one. */
export class Informer<T extends KubeObject> implements Lister<T> {
  /** In order of arrival. */
  private readonly entries = new Set<Entry<T>>();
  /** By namespace and name: the texts are those of the objects, so that nothing is put together to find one. */
  private readonly named = new Map<string, Map<string, Entry<T>>>();
  private readonly declared = new Map<string, IndexDefinition<T>>([
    [NAMESPACE, { values: namespaceOf, part: () => undefined }],
  ]);
  private readonly indexes = new Map<string, Index<T>>();
  private readonly toldOfAdded: NonNullable<InformerHandler<T>['added']>[] = [];
  private readonly toldOfUpdated: NonNullable<InformerHandler<T>['updated']>[] = [];
  private readonly toldOfDeleted: NonNullable<InformerHandler<T>['deleted']>[] = [];
  private watch: WatchHandle | undefined;
  private isSuspended = false;
  private seen = 0;

  constructor(
    private readonly client: Client,
    private readonly type: ResourceType<T>,
  ) {}

  /** The newest revision that the view shows. */
  get revision(): number {
    return this.seen;
  }

  get(namespace: string, name: string): T | undefined {
    return this.named.get(namespace)?.get(name)?.object;
  }

  byKey(key: string): T | undefined {
    const { namespace, name } = splitKey(key);
    return this.get(namespace, name);
  }

  list(namespace?: string): readonly T[] {
    return namespace === undefined ? objectsOf(this.entries) : this.byIndex(NAMESPACE, namespace);
  }

  byIndex(index: string, value: string): readonly T[] {
    return this.index(index).list(value);
  }

  countByIndex(index: string, value: string): number {
    return this.index(index).count(value);
  }

  /**
   * Several users may add the same index; its name stands for its function. It is made when somebody first asks it:
   * until then no write has to keep it.
   * @param part for an index function that does not look at all of an object
   */
  addIndex(name: string, values: IndexFunction<T>, part: IndexedPart<T> = (object) => object): void {
    if (!this.indexes.has(name)) this.declared.set(name, { values, part });
  }

  private index(name: string): Index<T> {
    return this.indexes.get(name) ?? this.makeIndex(name);
  }

  private makeIndex(name: string): Index<T> {
    const index = new Index(this.declared.get(name)!);
    for (const entry of this.entries) index.add(entry);
    this.indexes.set(name, index);
    return index;
  }

  /** A handler that comes late is first told what is there already. */
  on({ added, updated, deleted }: InformerHandler<T>): void {
    if (updated) this.toldOfUpdated.push(updated);
    if (deleted) this.toldOfDeleted.push(deleted);
    if (!added) return;
    this.toldOfAdded.push(added);
    for (const { object } of this.entries) added(object, revisionOf(object));
  }

  /** Lists, tells the handlers, and watches from there on. */
  start(): void {
    const list = this.client.list(this.type);
    const seen = new Set<string>();
    for (const object of list.items) {
      seen.add(keyOf(object));
      this.set(object);
    }
    for (const { object } of [...this.entries]) if (!seen.has(keyOf(object))) this.remove(object);
    this.watch = this.client.watch(
      this.type,
      '',
      { resourceVersion: list.metadata.resourceVersion },
      (events) => this.receive(events),
      () => this.ended(),
    );
  }

  /**
   * Goes on, if the API server ended the watch and then did not serve the resource: to be called when it may do so again.
   * The view has stayed as it was.
   */
  resume(): void {
    if (!this.isSuspended) return;
    this.isSuspended = false;
    this.begin();
  }

  stop(): void {
    this.watch?.stop();
    this.watch = undefined;
  }

  private ended(): void {
    this.watch = undefined;
    this.begin();
  }

  private begin(): void {
    try {
      this.start();
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
      this.isSuspended = true;
    }
  }

  private receive(events: readonly WatchEvent<T>[]): void {
    for (const event of events) {
      if (event.type === 'ERROR') {
        this.restart(event.object);
        return;
      }
      if (event.type === 'DELETED') this.remove(event.object);
      else if (event.type !== 'BOOKMARK') this.set(event.object);
    }
  }

  /** A watch that fell out of the history starts over with a list, as Kubernetes' reflector does. */
  private restart(status: unknown): void {
    this.stop();
    if ((status as { code?: number }).code !== 410 && !isStatus(status, 'Expired'))
      throw new Error(`watch of ${this.type.resource} failed: ${JSON.stringify(status)}`);
    this.start();
  }

  private set(object: T): void {
    const { namespace = '', name, uid } = object.metadata;
    const entry = this.named.get(namespace)?.get(name!);
    if (!entry) {
      this.add(object, namespace, name!);
      return;
    }
    const old = entry.object;
    if (old === object) return;
    // After a gap in the watch: one object went, and another of its name came.
    if (old.metadata.uid !== uid) {
      this.remove(old);
      this.add(object, namespace, name!);
      return;
    }
    entry.object = object;
    for (const index of this.indexes.values()) index.update(entry, old);
    const revision = this.see(object);
    for (const told of this.toldOfUpdated) told(object, old, revision);
  }

  private add(object: T, namespace: string, name: string): void {
    const entry = { object };
    this.entries.add(entry);
    const names = this.named.get(namespace) ?? new Map<string, Entry<T>>();
    if (names.size === 0) this.named.set(namespace, names);
    names.set(name, entry);
    for (const index of this.indexes.values()) index.add(entry);
    const revision = this.see(object);
    for (const told of this.toldOfAdded) told(object, revision);
  }

  private remove(object: T): void {
    const { namespace = '', name } = object.metadata;
    const names = this.named.get(namespace);
    const entry = names?.get(name!);
    if (!names || !entry) return;
    names.delete(name!);
    if (names.size === 0) this.named.delete(namespace);
    this.entries.delete(entry);
    for (const index of this.indexes.values()) index.remove(entry);
    const revision = this.see(object);
    for (const told of this.toldOfDeleted) told(object, revision);
  }

  private see(object: T): number {
    const revision = revisionOf(object);
    if (revision > this.seen) this.seen = revision;
    return revision;
  }
}

function revisionOf({ metadata }: KubeObject): number {
  return Number(metadata.resourceVersion);
}

function objectsOf<T>(entries: ReadonlySet<Entry<T>>): readonly T[] {
  const objects = new Array<T>(entries.size);
  let count = 0;
  for (const { object } of entries) objects[count++] = object;
  return objects;
}

class Index<T> {
  private readonly groups = new Map<string, Group<T>>();
  /** Counts the changes of all groups. */
  private version = 0;

  constructor(private readonly definition: IndexDefinition<T>) {}

  /** A snapshot: what changes later is in a new list. */
  list(value: string): readonly T[] {
    const group = this.groups.get(value);
    if (!group) return [];
    if (group.listed !== this.version) {
      group.list = objectsOf(group.members);
      group.listed = this.version;
    }
    return group.list;
  }

  count(value: string): number {
    return this.groups.get(value)?.members.size ?? 0;
  }

  add(entry: Entry<T>): void {
    this.version++;
    for (const value of this.definition.values(entry.object)) this.put(value, entry);
  }

  /** An object whose values stay the same keeps its place. */
  update(entry: Entry<T>, old: T): void {
    const { values, part } = this.definition;
    this.version++;
    if (part(old) === part(entry.object)) return;
    const before = values(old);
    const after = values(entry.object);
    if (isSame(before, after)) return;
    for (const value of before) this.take(value, entry);
    for (const value of after) this.put(value, entry);
  }

  remove(entry: Entry<T>): void {
    this.version++;
    for (const value of this.definition.values(entry.object)) this.take(value, entry);
  }

  private put(value: string, entry: Entry<T>): void {
    let group = this.groups.get(value);
    if (!group) {
      group = { members: new Set(), list: [], listed: 0 };
      this.groups.set(value, group);
    }
    group.members.add(entry);
  }

  private take(value: string, entry: Entry<T>): void {
    const group = this.groups.get(value);
    if (!group) return;
    group.members.delete(entry);
    if (group.members.size === 0) this.groups.delete(value);
  }
}

/** The objects with one value, in order of arrival. */
interface Group<T> {
  readonly members: Set<Entry<T>>;
  /** As it was at the version `listed`: made anew when somebody asks later. */
  list: readonly T[];
  listed: number;
}

function isSame(before: readonly string[], after: readonly string[]): boolean {
  if (before.length !== after.length) return false;
  for (let position = 0; position < after.length; position++)
    if (before[position] !== after[position]) return false;
  return true;
}

/** One informer per resource and version, shared by all parts of a component. */
export class InformerFactory {
  private readonly informers = new Map<string, Informer<KubeObject>>();
  private started = false;

  constructor(private readonly client: Client) {}

  of<T extends KubeObject>(type: ResourceType<T>): Informer<T> {
    const key = `${type.group}/${type.version}/${type.resource}`;
    let informer = this.informers.get(key);
    if (!informer) {
      informer = new Informer<KubeObject>(this.client, type as ResourceType);
      this.informers.set(key, informer);
      if (this.started) informer.start();
    }
    return informer as unknown as Informer<T>;
  }

  start(): void {
    this.started = true;
    for (const informer of this.informers.values()) informer.start();
  }

  stop(): void {
    for (const informer of this.informers.values()) informer.stop();
  }
}
