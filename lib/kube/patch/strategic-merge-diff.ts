import { equal } from '../frozen';
import { goKind, printGoValue } from '../go-value';
import { isObject, type JsonObject, member, setMember } from '../record';
import type { Schema } from '../schema';
import { StatusError } from '../status';
import { unclassified } from './errors';
import { mergeObjects } from './strategic-merge-patch';
import { elementKind, isSameElement, requireMergeKey, sortedBy } from './strategic-order';
import {
  DELETE_FROM_LIST,
  DIRECTIVE,
  listOfLists,
  type MergeRule,
  RETAIN_KEYS,
  ruleOfList,
  ruleOfObject,
  SET_ORDER,
} from './strategic-schema';

/** Which differences count. */
interface DiffOptions {
  readonly changes: boolean;
  readonly deletions: boolean;
}

/** The strategic merge patch that turns `original` into `modified`: empty when they are the same. */
export function createTwoWayPatch(original: object, modified: object, schema: Schema): JsonObject {
  return diffObjects(asJson(original), asJson(modified), schema, { changes: true, deletions: true }, false);
}

/**
 * What `kubectl apply` sends: the patch that brings `current` to `modified`, and deletes what `original`, the
 * configuration applied last, had and `modified` no longer has. What others added to `current` stays.
 */
export function createThreeWayPatch(
  original: object,
  modified: object,
  current: object,
  schema: Schema,
): JsonObject {
  const wanted = asJson(modified);
  const changes = diffObjects(asJson(current), wanted, schema, { changes: true, deletions: false }, false);
  const deletions = diffObjects(asJson(original), wanted, schema, { changes: false, deletions: true }, false);
  return mergeObjects(deletions, changes, schema, 'combine');
}

function asJson(object: object): JsonObject {
  return object as JsonObject;
}

function diffObjects(
  original: JsonObject,
  modified: JsonObject,
  schema: Schema,
  options: DiffOptions,
  retainKeys: boolean,
): JsonObject {
  const patch: Record<string, unknown> = {};
  for (const key in modified) {
    const before = member(original, key);
    const after = modified[key];
    if (!Object.hasOwn(original, key) || goKind(before) !== goKind(after)) {
      if (options.changes) setMember(patch, key, after);
    } else if (isObject(after)) {
      diffMember(patch, key, before as JsonObject, after, schema, options);
    } else if (Array.isArray(after)) {
      diffList(patch, key, before as unknown[], after, schema, options);
    } else if (options.changes && before !== after) {
      setMember(patch, key, after);
    }
  }
  if (options.deletions)
    for (const key in original) if (!Object.hasOwn(modified, key)) setMember(patch, key, null);
  if (retainKeys) addRetainKeys(patch, original, modified);
  return patch;
}

function addRetainKeys(patch: Record<string, unknown>, original: JsonObject, modified: JsonObject): void {
  const retained = Object.keys(modified).filter((key) => modified[key] !== null);
  const removes = Object.keys(original).some(
    (key) => original[key] !== null && !Object.hasOwn(modified, key),
  );
  if (retained.length > 0 && (Object.keys(patch).length > 0 || removes)) patch[RETAIN_KEYS] = retained.sort();
}

/** The rule of a field; undefined when there is none, which does not matter while nothing changed. */
function ruleIfNeeded(find: () => MergeRule, before: unknown, after: unknown): MergeRule | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof StatusError && equal(before, after)) return undefined;
    throw error;
  }
}

function diffMember(
  patch: Record<string, unknown>,
  key: string,
  before: JsonObject,
  after: JsonObject,
  schema: Schema,
  options: DiffOptions,
): void {
  const rule = ruleIfNeeded(() => ruleOfObject(schema, key), before, after);
  if (!rule) return;
  if (rule.strategy === 'replace') {
    if (options.changes) setMember(patch, key, after);
    return;
  }
  const inner = diffObjects(before, after, rule.schema, options, rule.retainKeys);
  if (Object.keys(inner).length > 0) setMember(patch, key, inner);
}

function diffList(
  patch: Record<string, unknown>,
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  schema: Schema,
  options: DiffOptions,
): void {
  const rule = ruleIfNeeded(() => ruleOfList(schema, key), before, after);
  if (!rule) return;
  if (rule.strategy !== 'merge') {
    if (options.changes && !equal(before, after)) setMember(patch, key, after);
    return;
  }
  const { additions, deletions, order } = diffMergedLists(before, after, rule, options);
  if (additions.length > 0) setMember(patch, key, additions);
  if (deletions.length > 0) patch[`${DELETE_FROM_LIST}/${key}`] = deletions;
  if (order.length > 0) patch[`${SET_ORDER}/${key}`] = order;
}

interface ListDiff {
  /** Elements to add or to merge; for objects also those to delete, by directive. */
  readonly additions: readonly unknown[];
  /** Scalars to delete. */
  readonly deletions: readonly unknown[];
  /** The order to set; empty when it need not be said. */
  readonly order: readonly unknown[];
}

const NO_DIFFERENCE: ListDiff = { additions: [], deletions: [], order: [] };

function diffMergedLists(
  before: readonly unknown[],
  after: readonly unknown[],
  rule: MergeRule,
  options: DiffOptions,
): ListDiff {
  if (before.length === 0) return options.changes ? { ...NO_DIFFERENCE, additions: after } : NO_DIFFERENCE;
  const kind = elementKind(before, after);
  if (kind === 'slice') throw listOfLists();
  return kind === 'map'
    ? diffObjectLists(before as JsonObject[], after as JsonObject[], rule, options)
    : diffScalarLists(before, after, options);
}

function diffScalarLists(
  before: readonly unknown[],
  after: readonly unknown[],
  options: DiffOptions,
): ListDiff {
  const sortedBefore = [...before].sort(byText);
  const { left, right } = difference(sortedBefore, [...after].sort(byText));
  const additions = options.changes ? sortedBy(right, after, '') : [];
  const deletions = options.deletions ? [...new Set(left)] : [];
  // Kubernetes compares with the sorted list: an unsorted one sets its order although nothing changed.
  const setsOrder =
    (options.deletions && deletions.length > 0) || (options.changes && !equal(sortedBefore, after));
  return { additions, deletions, order: setsOrder ? after : [] };
}

/** Elements of two sorted lists that the other does not have. */
function difference(before: readonly unknown[], after: readonly unknown[]) {
  const left: unknown[] = [];
  const right: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const order =
      i < before.length && j < after.length ? byText(before[i], after[j]) : i < before.length ? -1 : 1;
    if (order < 0) left.push(before[i++]);
    else if (order > 0) right.push(after[j++]);
    else {
      i++;
      j++;
    }
  }
  return { left, right };
}

function diffObjectLists(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  rule: MergeRule,
  options: DiffOptions,
): ListDiff {
  const { mergeKey } = rule;
  if (mergeKey === '') throw unclassified('cannot merge lists without merge key for struct');
  requireMergeKey(before, mergeKey);
  requireMergeKey(after, mergeKey);
  const { changed, deleted } = diffElements(before, after, rule, options);
  const additions = [...sortedBy(changed, after, mergeKey), ...deleted];
  const isSameOrder =
    before.length === after.length &&
    after.every((element, index) => isSameElement(before[index], element, mergeKey));
  const setsOrder =
    (options.changes && (additions.length > 0 || !isSameOrder)) ||
    (options.deletions && additions.length > 0);
  const order = setsOrder ? after.map((element) => ({ [mergeKey]: element[mergeKey] })) : [];
  return { additions, deletions: [], order };
}

function diffElements(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  { schema, mergeKey, retainKeys }: MergeRule,
  options: DiffOptions,
): { changed: JsonObject[]; deleted: JsonObject[] } {
  const changed: JsonObject[] = [];
  const deleted: JsonObject[] = [];
  const byKey = (a: JsonObject, b: JsonObject) => byText(a[mergeKey], b[mergeKey]);
  // Kubernetes' sort turns around elements with the same key (a Service's port 53 for TCP and UDP).
  const left = [...before].reverse().sort(byKey);
  const right = [...after].reverse().sort(byKey);
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const order = i < left.length && j < right.length ? byKey(left[i]!, right[j]!) : i < left.length ? -1 : 1;
    if (order < 0) {
      const element = left[i++]!;
      if (options.deletions) deleted.push({ [mergeKey]: element[mergeKey], [DIRECTIVE]: 'delete' });
    } else if (order > 0) {
      const element = right[j++]!;
      if (options.changes) changed.push(element);
    } else {
      const element = right[j++]!;
      const inner = diffObjects(left[i++]!, element, schema, options, retainKeys);
      if (Object.keys(inner).length > 0) changed.push({ ...inner, [mergeKey]: element[mergeKey] });
    }
  }
  return { changed, deleted };
}

function byText(a: unknown, b: unknown): number {
  const [left, right] = [printGoValue(a), printGoValue(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
