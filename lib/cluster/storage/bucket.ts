import type { Stored } from './revision';

/** The current values of one resource, by namespace and name. */
export class Bucket {
  private readonly namespaces = new Map<string, Shelf>();
  size = 0;

  get(namespace: string, name: string): Stored | undefined {
    return this.namespaces.get(namespace)?.values.get(name);
  }

  /** Returns what was there before. */
  put(namespace: string, name: string, value: Stored): Stored | undefined {
    let shelf = this.namespaces.get(namespace);
    if (!shelf) {
      shelf = { values: new Map(), sorted: undefined, list: undefined };
      this.namespaces.set(namespace, shelf);
    }
    shelf.list = undefined;
    const previous = shelf.values.get(name);
    if (!previous) {
      this.size++;
      shelf.sorted = undefined;
    }
    shelf.values.set(name, value);
    return previous;
  }

  remove(namespace: string, name: string): Stored | undefined {
    const shelf = this.namespaces.get(namespace);
    const previous = shelf?.values.get(name);
    if (!shelf || !previous) return undefined;
    this.size--;
    shelf.values.delete(name);
    shelf.sorted = undefined;
    shelf.list = undefined;
    if (shelf.values.size === 0) this.namespaces.delete(namespace);
    return previous;
  }

  /** Sorted by namespace, then name. A snapshot: what changes later is in a new list. */
  list(namespace?: string): readonly Stored[] {
    if (namespace !== undefined) return valuesOf(this.namespaces.get(namespace));
    if (this.namespaces.size === 1) return valuesOf(this.namespaces.values().next().value);
    return [...this.namespaces.keys()].sort(asKeys).flatMap((one) => valuesOf(this.namespaces.get(one)));
  }
}

interface Shelf {
  readonly values: Map<string, Stored>;
  /** Names in order; undefined after a name came or went. */
  sorted: readonly string[] | undefined;
  /** Values in that order; undefined after any change. */
  list: readonly Stored[] | undefined;
}

const NOTHING: readonly Stored[] = [];

function valuesOf(shelf: Shelf | undefined): readonly Stored[] {
  if (!shelf) return NOTHING;
  if (shelf.list) return shelf.list;
  const { values } = shelf;
  shelf.sorted ??= [...values.keys()].sort();
  shelf.list = shelf.sorted.map((name) => values.get(name)!);
  return shelf.list;
}

/** etcd compares whole keys, in which a slash follows the namespace: `a-b/` comes before `a/`. */
function asKeys(a: string, b: string): number {
  return `${a}/` < `${b}/` ? -1 : 1;
}
