import { equal } from '../frozen';
import { printGoValue } from '../go-value';
import { isObject, type JsonObject, member, setMember } from '../record';
import { unclassified } from './errors';
import {
  badRetainKeys,
  DELETE_FROM_LIST,
  DIRECTIVE,
  noMergeKey,
  RETAIN_KEYS,
  SET_ORDER,
  unknownDirective,
} from './strategic-schema';

/** Whether a patch is applied to an object, or combined with another patch. */
export type MergeMode = 'apply' | 'combine';

/** What `$patch` in an object says is the result. */
export function applyDirective(patch: JsonObject): JsonObject {
  const { [DIRECTIVE]: directive, ...rest } = patch;
  if (directive === 'replace') return rest;
  if (directive === 'delete') return {};
  throw unknownDirective(directive, patch);
}

/** The object with only those members that `$retainKeys` lists; the patch may set no others. */
export function applyRetainKeys(original: JsonObject, patch: JsonObject, mode: MergeMode): JsonObject {
  if (!Object.hasOwn(patch, RETAIN_KEYS)) return original;
  const listed = patch[RETAIN_KEYS];
  if (mode === 'combine') return combineRetainKeys(original, listed);
  if (!Array.isArray(listed)) throw badRetainKeys();
  const retained = new Set<unknown>(listed);
  for (const key in patch) {
    const isDirective = key === RETAIN_KEYS || key.startsWith(DELETE_FROM_LIST) || key.startsWith(SET_ORDER);
    if (!isDirective && patch[key] !== null && !retained.has(key)) throw badRetainKeys();
  }
  if (Object.keys(original).every((key) => retained.has(key))) return original;
  return Object.fromEntries(Object.entries(original).filter(([key]) => retained.has(key)));
}

function combineRetainKeys(original: JsonObject, listed: unknown): JsonObject {
  if (!Object.hasOwn(original, RETAIN_KEYS)) return { ...original, [RETAIN_KEYS]: listed };
  if (equal(original[RETAIN_KEYS], listed)) return original;
  throw unclassified(
    `${printGoValue(original[RETAIN_KEYS])} and ${printGoValue(listed)} are not deep equal: this may happen when calculating the 3-way diff patch`,
  );
}

/** `$patch: delete` removes elements; `$patch: replace` in any element means that only the patch remains. */
export function applyElementDirectives(
  original: readonly JsonObject[],
  patch: readonly JsonObject[],
  mergeKey: string,
): [base: readonly JsonObject[], additions: readonly JsonObject[]] {
  const additions: JsonObject[] = [];
  const deleted = new Set<unknown>();
  let replaces = false;
  for (const element of patch) {
    if (!Object.hasOwn(element, DIRECTIVE)) {
      additions.push(element);
      continue;
    }
    const directive = element[DIRECTIVE];
    if (directive === 'delete') {
      if (!Object.hasOwn(element, mergeKey)) throw noMergeKey(element, mergeKey);
      deleted.add(element[mergeKey]);
    } else if (directive === 'replace') replaces = true;
    else if (directive === 'merge') throw unclassified('merging lists cannot yet be specified in the patch');
    else throw unknownDirective(directive, element);
  }
  if (replaces) return [additions, []];
  if (deleted.size === 0) return [original, additions];
  requireObjects(original);
  return [original.filter((element) => !deleted.has(member(element, mergeKey))), additions];
}

export function requireObjects(list: readonly unknown[]): void {
  const wrong = list.findIndex((element) => !isObject(element));
  if (wrong >= 0) throw unclassified(`value for key ${wrong} is not a map`);
}

/** A value that meets nothing to merge with: objects that are directives do not remain. Undefined for one of them. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = value.map(withoutDirectives);
    if (kept.every((element, index) => element === value[index])) return value;
    return kept.filter((element) => element !== undefined);
  }
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, DIRECTIVE)) return undefined;
  return mapMembers(value, withoutDirectives);
}

/** Members that are null are gone; elements of lists stay. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = value.map(withoutNulls);
    return kept.every((element, index) => element === value[index]) ? value : kept;
  }
  if (!isObject(value)) return value;
  return mapMembers(value, (child) => (child === null ? undefined : withoutNulls(child)));
}

/** The same object when nothing changes; members that become undefined are left out. */
function mapMembers(object: JsonObject, change: (value: unknown) => unknown): JsonObject {
  let isChanged = false;
  const changed: Record<string, unknown> = {};
  for (const key in object) {
    const value = change(object[key]);
    if (value !== object[key]) isChanged = true;
    if (value !== undefined) setMember(changed, key, value);
  }
  return isChanged ? changed : object;
}
