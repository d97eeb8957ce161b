import { member } from '../kube/record';
import type { ListRule } from './list-rules';

/** Two elements that are compared with each other, or one that has no counterpart. */
export interface ElementPair {
  /** Index in the list before; undefined for an element that was added. */
  readonly before: number | undefined;
  /** Index in the list after; undefined for an element that was removed. */
  readonly after: number | undefined;
  /** What the element is called in a path: `name=web`, `foregroundDeletion`, `2`. */
  readonly step: string;
}

export interface ListMatch {
  readonly pairs: readonly ElementPair[];
  /** Names of the elements that both lists have, if their order differs. */
  readonly reordered?: { readonly before: readonly string[]; readonly after: readonly string[] };
}

type Equal = (a: unknown, b: unknown) => boolean;
type Key = (element: unknown) => string | undefined;

/** Brings the elements of two lists together. `equal` says whether two of them mean the same. */
export function matchLists(
  before: readonly unknown[],
  after: readonly unknown[],
  rule: ListRule,
  keyDefaults: ReadonlyMap<string, unknown>,
  equal: Equal,
): ListMatch {
  if (rule.match === 'keyed') {
    const keyed = byKey(before, after, (element) => keyOf(element, rule.keys, keyDefaults), rule.ordered);
    if (keyed) return keyed;
  }
  if (rule.match === 'set') {
    const asSet = byKey(before, after, scalarKey, rule.ordered);
    if (asSet) return asSet;
  }
  if (rule.match === 'bag' || (rule.match === 'keyed' && !rule.ordered))
    return byContent(before, after, equal, rule.ordered);
  return inSequence(before, after, equal);
}

const scalarKey: Key = (element) =>
  typeof element === 'object' && element !== null ? undefined : String(element);

function keyOf(
  element: unknown,
  keys: readonly string[],
  defaults: ReadonlyMap<string, unknown>,
): string | undefined {
  if (typeof element !== 'object' || element === null) return undefined;
  const parts: string[] = [];
  for (const key of keys) {
    const fallback = defaults.get(key);
    const value = valueAt(element, key) ?? fallback;
    if (typeof value === 'object' && value !== null) return undefined;
    // A key that says what is usual is left out: `containerPort=80` rather than `containerPort=80,protocol=TCP`.
    if (value === undefined || (keys.length > 1 && value === fallback)) continue;
    parts.push(`${key.slice(key.lastIndexOf('.') + 1)}=${value}`);
  }
  return parts.length > 0 ? parts.join(',') : keys.length > 0 ? `${keys[0]}=` : undefined;
}

function valueAt(element: object, key: string): unknown {
  let value: unknown = element;
  for (const step of key.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = member(value, step);
  }
  return value;
}

/** Undefined when an element has no key, or two have the same one. */
function byKey(
  before: readonly unknown[],
  after: readonly unknown[],
  keyFor: Key,
  ordered: boolean,
): ListMatch | undefined {
  const left = indexByKey(before, keyFor);
  const right = indexByKey(after, keyFor);
  if (!left || !right) return undefined;
  const pairs: ElementPair[] = [];
  const renamed = sameName(before, after, left, right);
  for (const [step, index] of left) {
    const other = right.get(step) ?? renamed.get(index);
    pairs.push({
      before: index,
      after: other,
      step: right.has(step) || other === undefined ? step : nameStep(before[index]),
    });
  }
  const paired = new Set(renamed.values());
  for (const [step, index] of right)
    if (!left.has(step) && !paired.has(index)) pairs.push({ before: undefined, after: index, step });
  return ordered ? withOrder(pairs, left, right) : { pairs };
}

/** Elements that changed their key, such as a port its number, and kept their name. */
function sameName(
  before: readonly unknown[],
  after: readonly unknown[],
  left: ReadonlyMap<string, number>,
  right: ReadonlyMap<string, number>,
): ReadonlyMap<number, number> {
  const byName = new Map<unknown, number>();
  for (const [key, index] of right) {
    const name = nameOf(after[index]);
    if (name !== undefined && !left.has(key)) byName.set(name, index);
  }
  const found = new Map<number, number>();
  if (byName.size === 0) return found;
  for (const [key, index] of left) {
    const other = right.has(key) ? undefined : byName.get(nameOf(before[index]));
    if (other !== undefined) found.set(index, other);
  }
  return found;
}

function nameOf(element: unknown): string | undefined {
  const name = typeof element === 'object' && element !== null ? member(element, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

const nameStep = (element: unknown) => `name=${nameOf(element)}`;

function indexByKey(list: readonly unknown[], keyFor: Key): Map<string, number> | undefined {
  const index = new Map<string, number>();
  for (let place = 0; place < list.length; place++) {
    const key = keyFor(list[place]);
    if (key === undefined || index.has(key)) return undefined;
    index.set(key, place);
  }
  return index;
}

function withOrder(
  pairs: readonly ElementPair[],
  left: ReadonlyMap<string, number>,
  right: ReadonlyMap<string, number>,
): ListMatch {
  const before = [...left.keys()].filter((key) => right.has(key));
  const after = [...right.keys()].filter((key) => left.has(key));
  return before.every((key, index) => key === after[index])
    ? { pairs }
    : { pairs, reordered: { before, after } };
}

/** Equal elements first, wherever they are; then what is left over, in order. */
function byContent(
  before: readonly unknown[],
  after: readonly unknown[],
  equal: Equal,
  ordered: boolean,
): ListMatch {
  const free = new Set(after.keys());
  const partner = new Map<number, number>();
  before.forEach((element, index) => {
    for (const place of preferring(index, free))
      if (equal(element, after[place])) {
        partner.set(index, place);
        free.delete(place);
        return;
      }
  });
  const left = [...before.keys()].filter((index) => !partner.has(index));
  const right = [...free];
  const same = [...partner];
  const pairs: ElementPair[] = [];
  for (let place = 0; place < Math.max(left.length, right.length); place++)
    pairs.push({ before: left[place], after: right[place], step: String(right[place] ?? left[place]) });
  if (!ordered || left.length > 0 || right.length > 0 || same.every(([a, b]) => a === b)) return { pairs };
  return {
    pairs,
    reordered: { before: same.map(([a]) => String(a)), after: same.map(([a]) => String(partner.get(a)!)) },
  };
}

/** The same place is the likeliest. */
function* preferring(index: number, free: ReadonlySet<number>): Generator<number> {
  if (free.has(index)) yield index;
  for (const place of free) if (place !== index) yield place;
}

/** The longest common subsequence stays; between its elements the others are brought together by place. */
function inSequence(before: readonly unknown[], after: readonly unknown[], equal: Equal): ListMatch {
  const pairs: ElementPair[] = [];
  let fromA = 0;
  let fromB = 0;
  const gap = (toA: number, toB: number) => {
    while (fromA < toA || fromB < toB) {
      const a = fromA < toA ? fromA++ : undefined;
      const b = fromB < toB ? fromB++ : undefined;
      pairs.push({ before: a, after: b, step: String(b ?? a) });
    }
  };
  for (const [a, b] of commonSubsequence(before, after, equal)) {
    gap(a, b);
    fromA = a + 1;
    fromB = b + 1;
  }
  gap(before.length, after.length);
  return { pairs };
}

/** Longer lists are compared by place alone: the table of the subsequence grows with both lengths. */
const MOST_CELLS = 250_000;

function commonSubsequence(a: readonly unknown[], b: readonly unknown[], equal: Equal): [number, number][] {
  let start = 0;
  while (start < a.length && start < b.length && equal(a[start], b[start])) start++;
  const found: [number, number][] = Array.from({ length: start }, (_, index) => [index, index]);
  const rows = a.length - start;
  const columns = b.length - start;
  if (rows === 0 || columns === 0) return found;
  if (rows * columns > MOST_CELLS) return found;
  const width = columns + 1;
  const length = new Uint32Array((rows + 1) * width);
  const isSame = new Uint8Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--) {
      const cell = i * width + j;
      isSame[cell] = equal(a[start + i], b[start + j]) ? 1 : 0;
      length[cell] = isSame[cell]
        ? length[cell + width + 1]! + 1
        : Math.max(length[cell + width]!, length[cell + 1]!);
    }
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    const cell = i * width + j;
    if (isSame[cell]) found.push([start + i++, start + j++]);
    else if (length[cell + width]! >= length[cell + 1]!) i++;
    else j++;
  }
  return found;
}
