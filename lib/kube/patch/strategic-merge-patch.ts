import { equal } from '../frozen';
import { goKind, jsonKind } from '../go-value';
import { isObject, type JsonObject, member, setMember } from '../record';
import type { Schema } from '../schema';
import { badRequest } from '../status';
import { unclassified } from './errors';
import {
  applyDirective,
  applyElementDirectives,
  applyRetainKeys,
  type MergeMode,
  requireObjects,
  withoutDirectives,
  withoutNulls,
} from './strategic-directives';
import { checkOrder, elementKind, interleave, partition } from './strategic-order';
import {
  badDeleteList,
  badSetOrder,
  DELETE_FROM_LIST,
  DIRECTIVE,
  type MergeRule,
  noMergeKey,
  RETAIN_KEYS,
  ruleOfList,
  ruleOfObject,
  SET_ORDER,
  schemaKind,
  wrongType,
} from './strategic-schema';

/**
 * Applies a strategic merge patch as the API server does. The object is not changed; the result shares every part that
 * stays the same, and is the object itself when nothing changes. Throws a `StatusError` with the server's code and
 * words for a malformed patch.
 */
export function applyStrategicMergePatch<T>(object: T, patch: unknown, schema: Schema): T {
  if (patch === null) return object;
  if (!isObject(patch))
    throw badRequest(
      `json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`,
    );
  if (schema.definitionName === undefined) throw badRequest('strategic merge patch format is not supported');
  return mergeObjects(object as JsonObject, patch, schema, 'apply') as T;
}

/** Merges a patch into an object; with `combine`, into another patch, whose directives stay. */
export function mergeObjects(
  original: JsonObject,
  patch: JsonObject,
  schema: Schema,
  mode: MergeMode,
): JsonObject {
  if (Object.hasOwn(patch, DIRECTIVE)) return applyDirective(patch);
  const merging = new ObjectMerge(applyRetainKeys(original, patch, mode), schema, mode);
  const done = mergeOrderedLists(merging, patch, schema, mode);
  for (const key in patch) if (key !== RETAIN_KEYS && !done.has(key)) merging.mergeMember(key, patch[key]);
  return merging.result;
}

/** An object in the making: copied when it first changes. */
class ObjectMerge {
  private changed?: Record<string, unknown>;

  constructor(
    private readonly original: JsonObject,
    private readonly schema: Schema,
    private readonly mode: MergeMode,
  ) {}

  get result(): JsonObject {
    return this.changed ?? this.original;
  }

  get(key: string): unknown {
    return member(this.result, key);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.result, key);
  }

  set(key: string, value: unknown): void {
    const current = this.get(key);
    if (this.has(key) && (value === current || equal(value, current))) return;
    this.changed ??= { ...this.original };
    setMember(this.changed, key, value);
  }

  delete(key: string): void {
    if (!this.has(key)) return;
    this.changed ??= { ...this.original };
    delete this.changed[key];
  }

  mergeMember(patchKey: string, value: unknown): void {
    let key = patchKey;
    let isDeleteList = false;
    if (patchKey.startsWith(DELETE_FROM_LIST)) {
      if (this.mode === 'combine') {
        this.set(patchKey, value);
        return;
      }
      key = listOf(patchKey);
      isDeleteList = true;
      // A directive without a field means the member of its own name.
      if (key === '') key = patchKey;
    }
    if (value === null || value === undefined) {
      this.delete(key);
      if (this.mode === 'apply') return;
    }
    if (!this.has(key) || goKind(this.get(key)) !== goKind(value)) {
      if (!isDeleteList) this.insert(key, value);
      return;
    }
    this.mergeSameKind(key, value, isDeleteList);
  }

  private insert(key: string, value: unknown): void {
    const kept = withoutDirectives(this.mode === 'apply' ? withoutNulls(value) : value);
    if (kept === undefined) this.delete(key);
    else this.set(key, kept);
  }

  private mergeSameKind(key: string, value: unknown, isDeleteList: boolean): void {
    const current = this.get(key);
    if (isObject(value)) {
      const rule = ruleOfObject(this.schema, key);
      const merged =
        rule.strategy === 'replace'
          ? value
          : mergeObjects(current as JsonObject, value, rule.schema, this.mode);
      this.set(key, merged);
    } else if (Array.isArray(value)) {
      const rule = ruleOfList(this.schema, key);
      this.set(key, mergeLists(current as unknown[], value, rule, this.mode, isDeleteList));
    } else {
      this.set(key, value);
    }
  }
}

/** `$deleteFromPrimitiveList/finalizers` → `finalizers`. */
function listOf(directive: string): string {
  if (!directive.startsWith(`${DELETE_FROM_LIST}/`)) throw badDeleteList();
  return directive.slice(DELETE_FROM_LIST.length + 1);
}

/**
 * Merges the lists whose order the patch sets. Precedence: `$setElementOrder`, then the order of the patch's list, then
 * that of the original. Returns the members of the patch that are done with.
 */
export function mergeOrderedLists(
  merging: ObjectMerge,
  patch: JsonObject,
  schema: Schema,
  mode: MergeMode,
): ReadonlySet<string> {
  const done = new Set<string>();
  for (const directive in patch) {
    if (!directive.startsWith(SET_ORDER)) continue;
    const order = patch[directive];
    if (mode === 'combine') combineOrder(merging, directive, order);
    done.add(directive);
    const key = orderedList(directive, order);
    if (mergeOrderedList(merging, patch, schema, mode, key, order as unknown[])) done.add(key);
  }
  return done;
}

function combineOrder(merging: ObjectMerge, directive: string, order: unknown): void {
  if (!merging.has(directive)) merging.set(directive, order);
  else if (!equal(merging.get(directive), order)) throw badSetOrder();
}

function orderedList(directive: string, order: unknown): string {
  if (!Array.isArray(order)) throw wrongType('list', order);
  if (!directive.startsWith(`${SET_ORDER}/`)) throw badSetOrder();
  return directive.slice(SET_ORDER.length + 1);
}

/** Whether there was a list to merge. */
function mergeOrderedList(
  merging: ObjectMerge,
  patch: JsonObject,
  schema: Schema,
  mode: MergeMode,
  key: string,
  order: readonly unknown[],
): boolean {
  const inOriginal = listAt(merging.has(key), merging.get(key));
  const inPatch = listAt(Object.hasOwn(patch, key), patch[key]);
  const rule = ruleOfList(schema, key);
  checkOrder(inPatch ?? [], order, rule.mergeKey);
  if (!inOriginal && !inPatch) return false;
  let merged: readonly unknown[];
  if (inOriginal && inPatch) merged = mergeLists(inOriginal, inPatch, rule, mode, false);
  else merged = inOriginal ?? (withoutDirectives(inPatch) as unknown[]);
  const { named, others } = partition(merged, order, rule.mergeKey);
  elementKind(inOriginal ?? [], inPatch ?? []);
  merging.set(key, interleave(named, others, order, inOriginal ?? [], rule.mergeKey));
  return true;
}

function listAt(exists: boolean, value: unknown): readonly unknown[] | undefined {
  if (!exists) return undefined;
  if (!Array.isArray(value)) throw wrongType('list', value);
  return value;
}

/** Merges the list of a patch into a list, or deletes its elements from it. */
function mergeLists(
  original: readonly unknown[],
  patch: readonly unknown[],
  rule: MergeRule,
  mode: MergeMode,
  isDeleteList: boolean,
): readonly unknown[] {
  if (rule.strategy !== 'merge' && !isDeleteList) return patch;
  if (original.length === 0 && patch.length === 0) return original;
  const kind = elementKind(original, patch);
  const { mergeKey } = rule;
  let base = original;
  let additions: readonly unknown[] = patch;
  let merged: readonly unknown[];
  if (kind !== 'map') {
    if (isDeleteList && mode === 'apply') return without(original, new Set(patch));
    merged = [...new Set([...original, ...patch])];
  } else {
    if (mergeKey === '')
      throw unclassified(`cannot merge lists without merge key for ${schemaKind(rule.schema)}`);
    [base, additions] = applyElementDirectives(original as JsonObject[], patch as JsonObject[], mergeKey);
    merged = mergeElements(base as JsonObject[], additions as JsonObject[], rule, mode);
  }
  const { named, others } = partition(merged, additions, mergeKey);
  const ordered = interleave(named, others, additions, base, mergeKey);
  return isSameList(ordered, original) ? original : ordered;
}

function without(list: readonly unknown[], removed: ReadonlySet<unknown>): unknown[] {
  return list.filter((element) => !removed.has(element));
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index]);
}

function mergeElements(
  base: readonly JsonObject[],
  additions: readonly JsonObject[],
  { schema, mergeKey }: MergeRule,
  mode: MergeMode,
): readonly JsonObject[] {
  if (additions.length === 0) return base;
  requireObjects(base);
  const merged = [...base];
  const positions = new Map<unknown, number>();
  merged.forEach((element, index) => {
    const key = member(element, mergeKey);
    if (key !== undefined && !positions.has(key)) positions.set(key, index);
  });
  for (const element of additions) {
    if (!Object.hasOwn(element, mergeKey)) throw noMergeKey(element, mergeKey);
    const at = positions.get(element[mergeKey]);
    if (at === undefined) {
      positions.set(element[mergeKey], merged.length);
      merged.push(element);
    } else merged[at] = mergeObjects(merged[at]!, element, schema, mode);
  }
  return merged;
}
