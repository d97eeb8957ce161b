import { escapeName, type ListAssociation } from './types';
import { ArrayList, CelList, CelMap, type CelValue, celEqual } from './values';

/** The list with what its schema says of the order of its elements. */
export function associated(list: CelList, association: ListAssociation | undefined): CelList {
  switch (association?.type) {
    case 'set':
      return new SetList(list);
    case 'map':
      return new MapList(
        list,
        // Kubernetes looks for keys by the names that expressions use.
        association.keys.map((key) => escapeName(key) ?? key),
      );
    default:
      return list;
  }
}

/** The order of its elements does not count. */
abstract class AssociativeList extends CelList {
  constructor(protected readonly list: CelList) {
    super();
  }

  get size(): number {
    return this.list.size;
  }

  at(index: number): CelValue {
    return this.list.at(index);
  }
}

/** `x-kubernetes-list-type: set`. Its elements are scalars. */
class SetList extends AssociativeList {
  override equals(other: CelList): boolean {
    if (this.size !== other.size) return false;
    const own = this.keys();
    for (const value of other) if (!own.has(keyOfScalar(value))) return false;
    return true;
  }

  /** The elements of the other that are not there yet are appended. */
  override plus(other: CelList): CelList {
    const keys = this.keys();
    const values = [...this];
    for (const value of other) {
      const key = keyOfScalar(value);
      if (keys.has(key)) continue;
      keys.add(key);
      values.push(value);
    }
    return new SetList(new ArrayList(values));
  }

  private keys(): Set<unknown> {
    return new Set([...this].map(keyOfElement));
  }
}

/** Where an element is kept: a whole number is an int there, even where it is read as a double. */
function keyOfElement(value: CelValue): unknown {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : keyOfScalar(value);
}

/** What an element is looked for by. Nothing finds values that are not written as they are compared, such as times. */
function keyOfScalar(value: CelValue): unknown {
  return typeof value === 'object' ? Symbol('no key') : value;
}

/** `x-kubernetes-list-type: map`. Its elements are objects that some of their properties tell apart. */
class MapList extends AssociativeList {
  constructor(
    list: CelList,
    private readonly keys: readonly string[],
  ) {
    super(list);
  }

  override equals(other: CelList): boolean {
    if (this.size !== other.size) return false;
    const places = this.places();
    for (const value of other) {
      const place = places.get(this.keyOf(value));
      if (place === undefined || !celEqual(this.at(place), value)) return false;
    }
    return true;
  }

  /** The elements of the other replace those with the same key, or are appended. */
  override plus(other: CelList): CelList {
    const places = this.places();
    const values = [...this];
    for (const value of other) {
      const place = places.get(this.keyOf(value));
      if (place === undefined) values.push(value);
      else values[place] = value;
    }
    return new MapList(new ArrayList(values), this.keys);
  }

  /** Of several elements with one key, the last counts. */
  private places(): Map<string, number> {
    const places = new Map<string, number>();
    for (let index = 0; index < this.size; index++) places.set(this.keyOf(this.at(index)), index);
    return places;
  }

  private keyOf(value: CelValue): string {
    if (!(value instanceof CelMap)) return '';
    return JSON.stringify(this.keys.map((key) => printedKey(value.get(key))));
  }
}

function printedKey(value: CelValue | undefined): unknown {
  return typeof value === 'bigint' ? [String(value)] : (value ?? null);
}
