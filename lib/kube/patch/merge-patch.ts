import { equal } from '../frozen';
import { jsonKind } from '../go-value';
import { isObject, type JsonObject, member, setMember } from '../record';
import { badRequest } from '../status';

/**
 * Applies a JSON merge patch (RFC 7386) as the API server does. The document is not changed; the result shares what
 * the patch does not touch, and is the document itself when nothing changes. Throws a `BadRequest` for a patch that is
 * no object.
 */
export function applyMergePatch<T>(document: T, patch: unknown): T {
  if (patch === null) throw badRequest('Invalid JSON Patch');
  if (!isObject(patch))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`,
    );
  return (isObject(document) ? mergeObjects(document, patch) : withoutNulls(patch)) as T;
}

function mergeObjects(document: JsonObject, patch: JsonObject): JsonObject {
  let merged: Record<string, unknown> | undefined;
  for (const key in patch) {
    const value = patch[key];
    const current = member(document, key);
    if (value === null || value === undefined) {
      if (!Object.hasOwn(document, key)) continue;
      merged ??= { ...document };
      delete merged[key];
      continue;
    }
    const next = mergeValue(current, value);
    if (next === current || equal(next, current)) continue;
    merged ??= { ...document };
    setMember(merged, key, next);
  }
  return merged ?? document;
}

/** The API server keeps nulls in a list that replaces an object. */
function mergeValue(current: unknown, value: unknown): unknown {
  if (!isObject(current)) return withoutNulls(value);
  return isObject(value) ? mergeObjects(current, value) : value;
}

/** A value that merges into nothing: members that are null are gone, elements of lists stay. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const key in value)
    if (value[key] !== null && value[key] !== undefined) setMember(kept, key, withoutNulls(value[key]));
  return kept;
}

/** The merge patch that turns `original` into `modified`. Lists are replaced as a whole. */
export function createMergePatch(original: JsonObject, modified: JsonObject): JsonObject {
  const patch: Record<string, unknown> = {};
  for (const key in modified) {
    const before = member(original, key);
    const after = modified[key];
    if (isObject(before) && isObject(after)) {
      const inner = createMergePatch(before, after);
      if (Object.keys(inner).length > 0) setMember(patch, key, inner);
    } else if (!Object.hasOwn(original, key) || !equal(before, after)) setMember(patch, key, after);
  }
  for (const key in original) if (!Object.hasOwn(modified, key)) setMember(patch, key, null);
  return patch;
}

/**
 * What kubectl apply sends for custom resources: the patch that brings `current` to `modified`, and deletes what
 * `original` had and `modified` no longer has.
 */
export function createThreeWayMergePatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
): JsonObject {
  const changes = onlyChanges(createMergePatch(current, modified));
  const deletions = onlyDeletions(createMergePatch(original, modified));
  return mergeObjects(deletions, changes);
}

/** Empty objects are values when they were written, and no patch when nothing is left of them. */
function onlyChanges(patch: JsonObject): JsonObject {
  const kept: Record<string, unknown> = {};
  for (const key in patch) {
    const value = patch[key];
    if (value === null) continue;
    const inner = isObject(value) && Object.keys(value).length > 0 ? onlyChanges(value) : value;
    if (!isObject(inner) || inner === value || Object.keys(inner).length > 0) setMember(kept, key, inner);
  }
  return kept;
}

function onlyDeletions(patch: JsonObject): JsonObject {
  const kept: Record<string, unknown> = {};
  for (const key in patch) {
    const value = patch[key];
    if (value === null) setMember(kept, key, null);
    if (!isObject(value)) continue;
    const inner = onlyDeletions(value);
    if (Object.keys(inner).length > 0) setMember(kept, key, inner);
  }
  return kept;
}
