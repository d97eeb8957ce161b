import { comparePathElements, type PathElement, parsePathElement, printedPathElement } from './path-element';

/** The serialized form of a field set, as `managedFields[].fieldsV1` has it. */
export interface FieldsV1 {
  readonly [element: string]: unknown;
}

export type FieldPathElements = readonly PathElement[];

const NO_CHILDREN: ReadonlyMap<PathElement, FieldSet> = new Map();

/**
 * A set of fields of an object: an immutable trie keyed by serialized path elements. Sets share structure; an operation
 * that changes nothing returns the same set. The root stands for the whole object, which nobody owns.
 */
export class FieldSet {
  /** No field. */
  static readonly empty = new FieldSet(false, NO_CHILDREN);
  /** As a subset: the field itself and nothing below it. */
  static readonly leaf = new FieldSet(true, NO_CHILDREN);

  private printed?: FieldsV1;

  private constructor(
    /** Whether the field at this place itself is in the set (`.` in `FieldsV1`). */
    readonly isMember: boolean,
    /** Subsets below, never empty ones. */
    readonly children: ReadonlyMap<PathElement, FieldSet>,
  ) {}

  /** A subset of its own parts; `children` must have no empty set and belongs to the new set. */
  static node(isMember: boolean, children: ReadonlyMap<PathElement, FieldSet> | undefined): FieldSet {
    if (children && children.size > 0) return new FieldSet(isMember, children);
    return isMember ? FieldSet.leaf : FieldSet.empty;
  }

  /** `FieldSet.of(['f:spec', 'f:replicas'])`. */
  static of(...paths: readonly FieldPathElements[]): FieldSet {
    return paths.reduce((set, path) => set.union(FieldSet.at(path, FieldSet.leaf)), FieldSet.empty);
  }

  /** The given subset at a path. */
  static at(path: FieldPathElements, subset: FieldSet): FieldSet {
    return path.reduceRight((below, element) => FieldSet.node(false, new Map([[element, below]])), subset);
  }

  /**
   * Kinds of path elements that are not known are left out, as in Kubernetes.
   * @throws Error when a path element is malformed
   */
  static parse(fields: FieldsV1): FieldSet {
    const known = PARSED.get(fields);
    if (known) return known;
    const set = FieldSet.node(false, parsedChildren(fields));
    if (Object.isFrozen(fields)) PARSED.set(fields, set);
    return set;
  }

  /** Frozen, and remembered: sets that share structure share what they print. */
  print(): FieldsV1 {
    if (!this.printed) {
      const fields: Record<string, unknown> = {};
      if (this.isMember && this.children.size > 0) fields['.'] = PRINTED_LEAF;
      for (const element of this.sortedElements()) {
        const child = this.children.get(element)!;
        fields[element] = child === FieldSet.leaf ? PRINTED_LEAF : child.print();
      }
      this.printed = Object.freeze(fields);
    }
    return this.printed;
  }

  get isEmpty(): boolean {
    return !this.isMember && this.children.size === 0;
  }

  has(path: FieldPathElements): boolean {
    return path.length > 0 && this.below(path).isMember;
  }

  /** The subset at a path; its `isMember` says whether the path itself is in this set. */
  below(path: FieldPathElements): FieldSet {
    let set: FieldSet = this;
    for (const element of path) {
      const child = set.children.get(element);
      if (!child) return FieldSet.empty;
      set = child;
    }
    return set;
  }

  /** This subset with the field itself in it. */
  asMember(): FieldSet {
    return this.isMember ? this : FieldSet.node(true, this.children);
  }

  union(other: FieldSet): FieldSet {
    if (this === other || other.isEmpty) return this;
    if (this.isEmpty) return other;
    const children = changed(this.children, other.children, (mine, theirs) => mine?.union(theirs) ?? theirs);
    return this.with(this.isMember || other.isMember, children);
  }

  intersection(other: FieldSet): FieldSet {
    if (this === other) return this;
    if (this.isEmpty || other.isEmpty) return FieldSet.empty;
    const common = new Map<PathElement, FieldSet>();
    let same = true;
    for (const [element, mine] of this.children) {
      const theirs = other.children.get(element);
      const both = theirs ? mine.intersection(theirs) : FieldSet.empty;
      if (!both.isEmpty) common.set(element, both);
      if (both !== mine) same = false;
    }
    return this.with(this.isMember && other.isMember, same ? this.children : common);
  }

  /** Only the fields themselves: taking away a parent leaves its children, and the other way round. */
  difference(other: FieldSet): FieldSet {
    if (this === other) return FieldSet.empty;
    if (this.isEmpty || other.isEmpty) return this;
    const children = changed(this.children, other.children, (mine, theirs) => mine?.difference(theirs));
    return this.with(this.isMember && !other.isMember, children);
  }

  /** Takes away every field of `other` with all that lies below it. */
  recursiveDifference(other: FieldSet): FieldSet {
    if (this.isEmpty || other.isEmpty) return this;
    const children = changed(this.children, other.children, (mine, theirs) =>
      theirs.isMember ? FieldSet.empty : mine?.recursiveDifference(theirs),
    );
    return this.with(this.isMember, children);
  }

  /** The fields that have no other field of the set below them. */
  leaves(): FieldSet {
    if (this.children.size === 0) return this;
    const children = changed(this.children, this.children, (mine) => mine!.leaves());
    return this.with(false, children);
  }

  equals(other: FieldSet): boolean {
    if (this === other) return true;
    if (this.isMember !== other.isMember || this.children.size !== other.children.size) return false;
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      if (!theirs || !child.equals(theirs)) return false;
    }
    return true;
  }

  /** How many fields are in the set. */
  get size(): number {
    let count = this.isMember ? 1 : 0;
    for (const child of this.children.values()) count += child.size;
    return count;
  }

  /** The paths of all fields in Kubernetes' order: those of one level, then those below each. */
  paths(): readonly FieldPathElements[] {
    const found: FieldPathElements[] = [];
    this.collectPaths([], found);
    return found;
  }

  private collectPaths(prefix: FieldPathElements, found: FieldPathElements[]): void {
    const elements = this.sortedElements();
    for (const element of elements)
      if (this.children.get(element)!.isMember) found.push([...prefix, element]);
    for (const element of elements) this.children.get(element)!.collectPaths([...prefix, element], found);
  }

  private sortedElements(): readonly PathElement[] {
    const elements = [...this.children.keys()];
    return elements.length > 1 ? elements.sort(comparePathElements) : elements;
  }

  private with(isMember: boolean, children: ReadonlyMap<PathElement, FieldSet>): FieldSet {
    if (isMember === this.isMember && children === this.children) return this;
    return FieldSet.node(isMember, children);
  }
}

/** `.spec.template.spec.containers[name="web"].image`. */
export function printedPath(path: FieldPathElements): string {
  return path.map(printedPathElement).join('');
}

const PRINTED_LEAF: FieldsV1 = Object.freeze({});
const PARSED = new WeakMap<FieldsV1, FieldSet>();

/**
 * `mine` with each child that `theirs` names replaced by what `combine` makes of the two; empty results and undefined
 * leave it out. The same map when nothing changes.
 */
function changed(
  mine: ReadonlyMap<PathElement, FieldSet>,
  theirs: ReadonlyMap<PathElement, FieldSet>,
  combine: (mine: FieldSet | undefined, theirs: FieldSet) => FieldSet | undefined,
): ReadonlyMap<PathElement, FieldSet> {
  let result: Map<PathElement, FieldSet> | undefined;
  for (const [element, their] of theirs) {
    const before = mine.get(element);
    const after = combine(before, their);
    if (after === before || (!before && (!after || after.isEmpty))) continue;
    result ??= new Map(mine);
    if (!after || after.isEmpty) result.delete(element);
    else result.set(element, after);
  }
  return result ?? mine;
}

function parsedChildren(fields: FieldsV1): Map<PathElement, FieldSet> {
  const children = new Map<PathElement, FieldSet>();
  for (const key in fields) {
    const element = key === '.' ? undefined : parsePathElement(key);
    if (element === undefined) continue;
    const inner = (fields[key] ?? {}) as FieldsV1;
    if (typeof inner !== 'object') throw new Error(`the value of ${key} must be an object`);
    const below = parsedChildren(inner);
    const child = FieldSet.node('.' in inner || below.size === 0, below);
    children.set(element, children.get(element)?.union(child) ?? child);
  }
  return children;
}
