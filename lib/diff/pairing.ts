import { parseApiVersion } from '../kube/object';
import { append } from '../kube/relations/workload-index';
import { workloadOf } from '../kube/workloads';
import { workloadsBehind } from './belonging';
import { withoutHash } from './name-hash';
import { keyFrom, keyOf, type ObjectEntry, type ObjectSet } from './object-set';
import { contentSize, runSameProgram, similarity } from './similarity';

/** An object before and after; one side is missing for what is created or deleted. */
export interface Pair {
  readonly before?: ObjectEntry;
  readonly after?: ObjectEntry;
}

/**
 * From this share of equal fields on, an object that went and one of the same kind and namespace that came are one that
 * was renamed. The object's own name does not count as a difference.
 */
export const RENAME_THRESHOLD = 0.8;

/** Of one kind and one name in another namespace, less is enough. */
const MOVED_THRESHOLD = 0.5;

/** Objects with fewer fields than this are all alike: their content says nothing about who they are. */
const LEAST_CONTENT = 4;
/** A namespace was renamed when at least this share of its objects is found in the new one, under the same names. */
const MOVED_SHARE = 0.5;
/** In a larger group of one kind, renames are only found by name: comparing everything with everything would take too long. */
const MOST_COMPARISONS = 40_000;

/**
 * Brings the objects of two sets together: by identity; then those whose namespace was renamed; then by names that differ
 * in a hash only; then by content. Deterministic: the best match counts, and of equal ones the first by name.
 */
export function pairObjects(base: ObjectSet, head: ObjectSet): readonly Pair[] {
  return new Pairing(base, head).pairs();
}

class Pairing {
  private readonly partnerOf = new Map<ObjectEntry, ObjectEntry>();
  private readonly gone: Set<ObjectEntry>;
  private readonly come: Set<ObjectEntry>;
  private readonly namespaces = new Map<string, string>();

  constructor(
    private readonly base: ObjectSet,
    private readonly head: ObjectSet,
  ) {
    this.gone = new Set(base.entries);
    this.come = new Set(head.entries);
  }

  pairs(): readonly Pair[] {
    for (const before of this.base.entries) {
      const after = this.head.get(keyOf(before));
      if (after) this.join(before, after);
    }
    if (this.gone.size > 0 && this.come.size > 0) {
      this.joinRenamedNamespaces();
      this.joinByHash();
      this.joinMoved();
      this.joinByContent((entry) => workloadOf(entry.object) !== undefined);
      this.joinByContent((entry) => workloadOf(entry.object) === undefined);
    }
    return [
      ...this.base.entries.map((before) => ({ before, after: this.partnerOf.get(before) })),
      ...[...this.come].map((after) => ({ after })),
    ];
  }

  private join(before: ObjectEntry, after: ObjectEntry): void {
    this.partnerOf.set(before, after);
    this.gone.delete(before);
    this.come.delete(after);
  }

  /** The namespace an object of the base is in afterwards. */
  private movedTo(namespace: string): string {
    return this.namespaces.get(namespace) ?? namespace;
  }

  private joinRenamedNamespaces(): void {
    const left = new Set([...this.partnerOf.keys()].map(({ identity }) => identity.namespace));
    const taken = new Set([...this.partnerOf.values()].map(({ identity }) => identity.namespace));
    const from = groupedBy(this.gone, ({ identity }) => identity.namespace);
    const to = groupedBy(this.come, ({ identity }) => identity.namespace);
    for (const [namespace, entries] of sortedByKey(from)) {
      if (!namespace || left.has(namespace)) continue;
      const names = new Set(entries.map(nameInNamespace));
      let best: { readonly namespace: string; readonly shared: number } | undefined;
      for (const [candidate, others] of sortedByKey(to)) {
        if (!candidate || taken.has(candidate)) continue;
        const shared = others.filter((entry) => names.has(nameInNamespace(entry))).length;
        if (shared >= MOVED_SHARE * entries.length && shared > (best?.shared ?? 0))
          best = { namespace: candidate, shared };
      }
      if (!best) continue;
      taken.add(best.namespace);
      this.namespaces.set(namespace, best.namespace);
    }
    for (const before of [...this.gone]) {
      const { kind, namespace, name } = before.identity;
      const isNamespace = kind === 'Namespace' && groupOf(before) === '';
      const target = this.namespaces.get(isNamespace ? name : namespace);
      if (target === undefined) continue;
      const after = this.head.get(
        isNamespace ? keyFrom('', kind, '', target) : keyFrom(groupOf(before), kind, target, name),
      );
      if (after && this.come.has(after)) this.join(before, after);
    }
  }

  private bucket({ object, identity }: ObjectEntry, namespace: string): string {
    return `${parseApiVersion(object.apiVersion ?? '').group}/${identity.kind}/${namespace}`;
  }

  private joinByHash(): void {
    const stem = (entry: ObjectEntry) => withoutHash(entry.identity.name) ?? entry.identity.name;
    const come = groupedBy(
      this.come,
      (entry) => `${this.bucket(entry, entry.identity.namespace)}/${stem(entry)}`,
    );
    const gone = groupedBy(
      this.gone,
      (entry) => `${this.bucket(entry, this.movedTo(entry.identity.namespace))}/${stem(entry)}`,
    );
    for (const [key, before] of gone) {
      const after = come.get(key) ?? [];
      const hashed = (entry: ObjectEntry) => withoutHash(entry.identity.name) !== undefined;
      if (before.length === 1 && after.length === 1) {
        if (hashed(before[0]!) || hashed(after[0]!)) this.join(before[0]!, after[0]!);
      } else this.joinBest(before, after, 0, () => true);
    }
  }

  /** One object that went and one that came, of the same kind and name, in another namespace. */
  private joinMoved(): void {
    const place = (entry: ObjectEntry) => `${this.bucket(entry, '')}/${entry.identity.name}`;
    const come = groupedBy(this.come, place);
    for (const [key, before] of groupedBy(this.gone, place)) {
      const after = come.get(key) ?? [];
      if (before.length === 1 && after.length === 1 && similarity(before[0]!, after[0]!) >= MOVED_THRESHOLD)
        this.join(before[0]!, after[0]!);
    }
  }

  private joinByContent(isMeant: (entry: ObjectEntry) => boolean): void {
    const come = groupedBy([...this.come].filter(isMeant), (entry) =>
      this.bucket(entry, entry.identity.namespace),
    );
    const gone = groupedBy([...this.gone].filter(isMeant), (entry) =>
      this.bucket(entry, this.movedTo(entry.identity.namespace)),
    );
    for (const [key, before] of gone)
      this.joinBest(before, come.get(key) ?? [], RENAME_THRESHOLD, (a, b) => this.couldBeOne(a, b));
  }

  private joinBest(
    before: readonly ObjectEntry[],
    after: readonly ObjectEntry[],
    threshold: number,
    couldBeOne: (a: ObjectEntry, b: ObjectEntry) => boolean,
  ): void {
    if (before.length * after.length > MOST_COMPARISONS) return;
    const candidates: { readonly a: ObjectEntry; readonly b: ObjectEntry; readonly score: number }[] = [];
    for (const a of before)
      for (const b of after) {
        const score = similarity(a, b);
        if (score >= threshold && couldBeOne(a, b)) candidates.push({ a, b, score });
      }
    candidates.sort((x, y) => y.score - x.score || order(x.a, y.a) || order(x.b, y.b));
    for (const { a, b } of candidates) if (this.gone.has(a) && this.come.has(b)) this.join(a, b);
  }

  /** Whether two objects of similar content stand for the same thing, rather than being of one make. */
  private couldBeOne(a: ObjectEntry, b: ObjectEntry): boolean {
    if (workloadOf(a.object)) return runSameProgram(a, b);
    if (Math.min(contentSize(a), contentSize(b)) < LEAST_CONTENT) return false;
    const before = workloadsBehind(a.object, this.base.relations);
    const after = workloadsBehind(b.object, this.head.relations);
    if (before.length === 0 && after.length === 0) return true;
    const kept = new Set(after.map(({ object }) => object));
    return before.some(({ object }) => {
      const entry = this.base.entryOf(object);
      const partner = entry && this.partnerOf.get(entry);
      return partner !== undefined && kept.has(partner.object);
    });
  }
}

function groupOf({ object }: ObjectEntry): string {
  return parseApiVersion(object.apiVersion ?? '').group;
}

/** By which an object is known in its namespace, whatever hash is in its name. */
function nameInNamespace(entry: ObjectEntry): string {
  const { kind, name } = entry.identity;
  return `${groupOf(entry)}/${kind}/${withoutHash(name) ?? name}`;
}

function groupedBy<K>(entries: Iterable<ObjectEntry>, key: (entry: ObjectEntry) => K): Map<K, ObjectEntry[]> {
  const groups = new Map<K, ObjectEntry[]>();
  for (const entry of entries) append(groups, key(entry), entry);
  return groups;
}

function sortedByKey<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function order(a: ObjectEntry, b: ObjectEntry): number {
  const [left, right] = [a.identity.name, b.identity.name];
  return left < right ? -1 : Number(left > right);
}
