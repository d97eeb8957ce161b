import { equal } from '../frozen';
import type { Schema } from '../schema';
import { FieldSet } from './field-set';
import {
  type FieldShape,
  type Fields,
  formOf,
  isEmptyMap,
  isMap,
  type ListShape,
  type MapShape,
  shapeOf,
  shapeOfOthers,
} from './field-shape';
import { everyField } from './fields-of';
import { Duplicates, indexOf } from './list-elements';
import type { PathElement } from './path-element';

/** What changed between two versions of an object. No field is in more than one of the sets. */
export interface Comparison {
  readonly removed: FieldSet;
  /** In both, with different values. */
  readonly modified: FieldSet;
  readonly added: FieldSet;
}

const NONE = FieldSet.empty;
const SAME: Comparison = { removed: NONE, modified: NONE, added: NONE };
const MODIFIED: Comparison = { removed: NONE, modified: FieldSet.leaf, added: NONE };

/**
 * Compares two versions of an object, at a cost of what they do not share. A field that Go always writes counts as
 * present when it is not written: it then has its zero value. So no object at all (`{}`) is Go's empty object.
 * @throws TypedValueError when elements of a list cannot be told apart
 */
export function compare(before: object, after: object, schema: Schema): Comparison {
  return compareValues(before, after, shapeOf(schema));
}

function compareValues(before: unknown, after: unknown, shape: FieldShape): Comparison {
  if (before === after) return SAME;
  if (before === undefined) return { ...SAME, added: everyField(after, shape) };
  if (after === undefined) return { ...SAME, removed: everyField(before, shape) };
  const old = formOf(shape, before);
  const now = formOf(shape, after);
  const changes = compareForm(before, after, now);
  return old === now ? changes : unionOf(compareForm(before, after, old), changes);
}

function compareForm(before: unknown, after: unknown, { map, scalar, list }: FieldShape): Comparison {
  if (map) {
    const old = isMap(before) ? before : undefined;
    const now = isMap(after) ? after : undefined;
    const isLeaf = map.atomic || (isEmptyMap(old) && isEmptyMap(now));
    return isLeaf ? compareLeaves(before, after) : compareMaps(old, now, map);
  }
  if (scalar) return compareLeaves(before, after);
  const old = Array.isArray(before) ? before : undefined;
  const now = Array.isArray(after) ? after : undefined;
  const isLeaf = list!.atomic || (!old?.length && !now?.length);
  return isLeaf ? compareLeaves(before, after) : compareLists(old, now, list!);
}

function compareLeaves(before: unknown, after: unknown): Comparison {
  return equal(before, after) ? SAME : MODIFIED;
}

function compareMaps(before: Fields | undefined, after: Fields | undefined, map: MapShape): Comparison {
  const changes = new Changes();
  const visit = (name: string) => {
    const old = writtenValue(before, name, map);
    const now = writtenValue(after, name, map);
    if (old === now) return;
    const declared = map.declared(name);
    const shape = declared?.shape ?? shapeOfOthers(map, name);
    changes.add(declared?.element ?? `f:${name}`, compareValues(old, now, shape));
  };
  for (const name in before) if (before[name] !== undefined) visit(name);
  for (const name in after) if (after[name] !== undefined && before?.[name] === undefined) visit(name);
  return changes.done();
}

function writtenValue(fields: Fields | undefined, name: string, map: MapShape): unknown {
  if (fields === undefined) return undefined;
  const value = fields[name];
  return value === undefined ? map.zeros.get(name) : value;
}

function compareLists(
  before: readonly unknown[] | undefined,
  after: readonly unknown[] | undefined,
  list: ListShape,
): Comparison {
  const old = indexOf(list, before);
  const now = indexOf(list, after);
  const changes = new Changes();
  for (const [element, value] of old) changes.add(element, compareElements(value, now.get(element), list));
  for (const [element, value] of now)
    if (!old.has(element)) changes.add(element, compareElements(undefined, value, list));
  return changes.done();
}

/** Elements with the same path element count as one value that is owned as a whole. */
function compareElements(before: unknown, after: unknown, { items }: ListShape): Comparison {
  const isOldMany = before instanceof Duplicates;
  const isNowMany = after instanceof Duplicates;
  if (isOldMany && isNowMany) return equal(before.values, after.values) ? SAME : MODIFIED;
  if (isOldMany)
    return {
      ...SAME,
      removed: FieldSet.leaf,
      added: after === undefined ? NONE : everyField(after, items).asMember(),
    };
  if (isNowMany)
    return {
      ...SAME,
      added: FieldSet.leaf,
      removed: before === undefined ? NONE : everyField(before, items),
    };
  return compareValues(before, after, items);
}

function unionOf(a: Comparison, b: Comparison): Comparison {
  return {
    removed: a.removed.union(b.removed),
    modified: a.modified.union(b.modified),
    added: a.added.union(b.added),
  };
}

/** Collects the changes of one object's or list's parts. */
class Changes {
  private removed?: Map<PathElement, FieldSet>;
  private modified?: Map<PathElement, FieldSet>;
  private added?: Map<PathElement, FieldSet>;

  add(element: PathElement, { removed, modified, added }: Comparison): void {
    if (!removed.isEmpty) this.removed = withChild(this.removed, element, removed);
    if (!modified.isEmpty) this.modified = withChild(this.modified, element, modified);
    if (!added.isEmpty) this.added = withChild(this.added, element, added);
  }

  done(): Comparison {
    if (!this.removed && !this.modified && !this.added) return SAME;
    return {
      removed: FieldSet.node(false, this.removed),
      modified: FieldSet.node(false, this.modified),
      added: FieldSet.node(false, this.added),
    };
  }
}

function withChild(
  children: Map<PathElement, FieldSet> | undefined,
  element: PathElement,
  child: FieldSet,
): Map<PathElement, FieldSet> {
  return (children ?? new Map<PathElement, FieldSet>()).set(element, child);
}
