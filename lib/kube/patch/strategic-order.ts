import { goKind, printGoValue } from '../go-value';
import { isObject, type JsonObject, member } from '../record';
import { unclassified } from './errors';
import { DIRECTIVE, listOfLists, noMergeKey, SET_ORDER, wrongType } from './strategic-schema';

/** What identifies an element of a list: the value of its merge key, or the element itself when there is none. */
function identity(element: unknown, mergeKey: string): unknown {
  if (mergeKey === '') return element;
  return isObject(element) ? member(element, mergeKey) : undefined;
}

/** Where elements stand in a list; the first of equals counts. */
class Positions {
  private readonly positions = new Map<unknown, number>();

  constructor(
    list: readonly unknown[],
    private readonly mergeKey: string,
  ) {
    for (let index = list.length - 1; index >= 0; index--)
      this.positions.set(identity(list[index], mergeKey), index);
  }

  of(element: unknown): number | undefined {
    return this.positions.get(identity(element, this.mergeKey));
  }
}

/** Splits the elements of a list by whether `order` names them. */
export function partition(
  list: readonly unknown[],
  order: readonly unknown[],
  mergeKey: string,
): { named: unknown[]; others: unknown[] } {
  if (mergeKey !== '') requireMergeKey(list, mergeKey);
  const positions = new Positions(order, mergeKey);
  const named: unknown[] = [];
  const others: unknown[] = [];
  for (const element of list) (positions.of(element) === undefined ? others : named).push(element);
  return { named, others };
}

/**
 * One list of the elements that a patch names, in its order, and of those only the server has, in theirs. The order
 * among each kind is kept; where both kinds meet, the order on the server decides if it knows both.
 */
export function interleave(
  named: readonly unknown[],
  others: readonly unknown[],
  namedOrder: readonly unknown[],
  serverOrder: readonly unknown[],
  mergeKey: string,
): unknown[] {
  const left = sortedBy(others, serverOrder, mergeKey);
  const right = sortedBy(named, namedOrder, mergeKey);
  const positions = new Positions(serverOrder, mergeKey);
  const merged: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const before = positions.of(left[i]);
    const after = positions.of(right[j]);
    if (before !== undefined && after !== undefined && before < after) merged.push(left[i++]);
    else merged.push(right[j++]);
  }
  return [...merged, ...left.slice(i), ...right.slice(j)];
}

/** Sorted as `order` says, with elements to be deleted at the end. */
export function sortedBy(list: readonly unknown[], order: readonly unknown[], mergeKey: string): unknown[] {
  if (mergeKey === '') return sortKept(list, order, mergeKey);
  requireMergeKey(list, mergeKey);
  requireMergeKey(order, mergeKey);
  const isDeletion = (element: unknown) => (element as Record<string, unknown>)[DIRECTIVE] === 'delete';
  const kept = list.filter((element) => !isDeletion(element));
  return [...sortKept(kept, order, mergeKey), ...list.filter(isDeletion)];
}

function sortKept(list: readonly unknown[], order: readonly unknown[], mergeKey: string): unknown[] {
  const positions = new Positions(order, mergeKey);
  const at = (element: unknown) => positions.of(element);
  if (list.every((element) => at(element) !== undefined)) return [...list].sort((a, b) => at(a)! - at(b)!);
  return insertionSorted(list, (a, b) => {
    const [left, right] = [at(a), at(b)];
    return left !== undefined && right !== undefined ? left < right : true;
  });
}

/** Longer lists are left as they are. */
const MAX_INSERTION_SORTED = 1_000;

/** Kubernetes' comparison is no order when elements are unknown; the result is that of Go's sort for short lists. */
function insertionSorted(list: readonly unknown[], isLess: (a: unknown, b: unknown) => boolean): unknown[] {
  const sorted = [...list];
  if (sorted.length > MAX_INSERTION_SORTED) return sorted;
  for (let end = 1; end < sorted.length; end++)
    for (let index = end; index > 0 && isLess(sorted[index], sorted[index - 1]); index--)
      [sorted[index], sorted[index - 1]] = [sorted[index - 1], sorted[index]];
  return sorted;
}

export function requireMergeKey(list: readonly unknown[], mergeKey: string): void {
  for (const element of list) {
    if (!isObject(element)) throw wrongType('map', element);
    if (!Object.hasOwn(element, mergeKey)) throw noMergeKey(element, mergeKey);
  }
}

/** The kind of all elements of all lists; a mixture and lists of lists are refused. */
export function elementKind(...lists: (readonly unknown[])[]): string {
  let kind: string | undefined;
  for (const list of lists)
    for (const element of list) {
      const own = goKind(element);
      if (kind === undefined && own === 'slice') throw listOfLists();
      if (kind !== undefined && own !== kind)
        throw unclassified(`list element types are not identical: ${printGoValue(lists)}`);
      kind = own;
    }
  if (kind === undefined) throw unclassified('no elements in any of the given slices');
  return kind;
}

/** The list of a patch must name its elements in the order that the patch sets. */
export function checkOrder(list: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  if (list.length === 0 || order.length === 0) return;
  const kept = mergeKey === '' ? list : list.filter((element) => !isDeletion(element));
  let place = 0;
  let next = 0;
  while (next < kept.length && place < order.length) {
    const element = kept[next];
    if (isObject(element) && Object.hasOwn(element, DIRECTIVE)) next++;
    else if (isSameElement(element, order[place++], mergeKey)) next++;
  }
  if (next < kept.length)
    throw unclassified(
      `The order in patch list:\n${printGoValue(list)}\n doesn't match ${SET_ORDER} list:\n${printGoValue(order)}\n`,
    );
}

function isDeletion(element: unknown): boolean {
  if (!isObject(element)) throw wrongType('map', element);
  return element[DIRECTIVE] === 'delete';
}

/** Whether two elements of lists are the same one. */
export function isSameElement(left: unknown, right: unknown, mergeKey: string): boolean {
  if (mergeKey === '') return left === right;
  for (const element of [left, right]) {
    if (!isObject(element)) throw wrongType('map', element);
    if (!Object.hasOwn(element, mergeKey)) throw noMergeKey(element, mergeKey);
  }
  return (left as JsonObject)[mergeKey] === (right as JsonObject)[mergeKey];
}
