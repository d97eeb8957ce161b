import { decodeAll } from '../decode';
import { type DecodedBody, decodeDocument, type FieldValidation, UndecodableError } from '../decode-body';
import { goJson, goQuote, sortedMap } from '../go-format';
import { goKind, printGoValue } from '../go-value';
import { jsonNotes } from '../json';
import type { GroupVersionKind } from '../object';
import { isObject, member, setMember } from '../record';
import type { Schema } from '../schema';
import { invalidPatch } from './errors';
import { applyJsonPatch } from './json-patch';
import { applyMergePatch } from './merge-patch';
import { withoutNulls } from './strategic-directives';
import { applyStrategicMergePatch } from './strategic-merge-patch';
import { RETAIN_KEYS, SET_ORDER } from './strategic-schema';

export interface ObjectPatch {
  readonly type: 'json' | 'merge' | 'strategic';
  /** The patch document, as `parseJson` read it. */
  readonly patch: unknown;
  /** @default 'Warn' */
  readonly fieldValidation?: FieldValidation;
}

/**
 * Patches an object as the API server does, up to defaulting: applies the patch and decodes the result. What the patch
 * does not touch is shared, and not looked at. Throws a `StatusError` with the server's code and words.
 */
export function patchObject<T extends object>(
  object: T,
  { type, patch, fieldValidation = 'Warn' }: ObjectPatch,
  schema: Schema,
  kind: GroupVersionKind,
): DecodedBody<T> {
  const inPatch = fieldValidation === 'Ignore' ? [] : problemsOfPatch(type, patch);
  return type === 'strategic'
    ? patchStrategically(object, patch, schema, fieldValidation, inPatch)
    : patchDocument(object, type, patch, schema, kind, fieldValidation, inPatch);
}

function patchDocument<T extends object>(
  object: T,
  type: 'json' | 'merge',
  patch: unknown,
  schema: Schema,
  kind: GroupVersionKind,
  fieldValidation: FieldValidation,
  inPatch: readonly string[],
): DecodedBody<T> {
  const patched: unknown = type === 'json' ? applyJsonPatch(object, patch) : applyMergePatch(object, patch);
  // Unknown fields are refused below, together with those of the patch.
  const lenient = fieldValidation === 'Strict' ? 'Warn' : fieldValidation;
  const decode = (document: unknown) =>
    decodeDocument<T>(schema, kind, document, { fieldValidation: lenient });
  let decoded: DecodedBody<T>;
  try {
    decoded = decode(patched);
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    throw invalidDocument(schema, patched, decode);
  }
  // The order of several problems is that of the document, as the server writes it.
  const inObject =
    decoded.warnings.length > 1 ? decode(inGoOrder(schema, patched)).warnings : decoded.warnings;
  const warnings = [...inPatch, ...inObject];
  if (fieldValidation === 'Strict' && warnings.length > 0)
    throw invalidPatch(goJson(inGoOrder(schema, patched)), strictError(warnings));
  return { object: decoded.object, warnings };
}

function invalidDocument(schema: Schema, patched: unknown, decode: (document: unknown) => unknown): Error {
  const ordered = inGoOrder(schema, patched);
  try {
    decode(ordered);
  } catch (error) {
    return error instanceof UndecodableError
      ? invalidPatch(goJson(ordered), error.message)
      : (error as Error);
  }
  throw new Error('the order of its members decides whether a document can be decoded');
}

function patchStrategically<T extends object>(
  object: T,
  patch: unknown,
  schema: Schema,
  fieldValidation: FieldValidation,
  inPatch: readonly string[],
): DecodedBody<T> {
  const patched = applyStrategicMergePatch(object, patch, schema);
  const { value, errors, strictErrors } = decodeAll<T>(schema, patched, { isPatched: true });
  const refuse = (problem: string) => invalidPatch(printGoValue(usedUp(patch, object)), problem);
  if (errors[0]) throw refuse(errors[0].serverMessage);
  const warnings = fieldValidation === 'Ignore' ? [] : [...inPatch, ...[...strictErrors].sort()];
  if (fieldValidation === 'Strict' && warnings.length > 0) throw refuse(strictError(warnings));
  return { object: value, warnings };
}

/** The patch as the server prints it after merging: directives are used up, nulls that met nothing are gone. */
function usedUp(patch: unknown, object: unknown): unknown {
  if (!isObject(patch) || !isObject(object)) return patch;
  const rest: Record<string, unknown> = {};
  for (const key in patch) {
    const value = patch[key];
    const isUsedUp =
      key === RETAIN_KEYS || key.startsWith(SET_ORDER) || Object.hasOwn(patch, `${SET_ORDER}/${key}`);
    if (isUsedUp) continue;
    const current = member(object, key);
    const meetsNothing = value !== null && goKind(current) !== goKind(value);
    setMember(rest, key, meetsNothing ? withoutNulls(value) : usedUp(value, current));
  }
  return rest;
}

function strictError(problems: readonly string[]): string {
  return `strict decoding error: ${problems.join(', ')}`;
}

/** Repeated members of the patch itself, and for a JSON patch unknown ones. */
export function problemsOfPatch(type: ObjectPatch['type'], patch: unknown): string[] {
  const duplicates = jsonNotes(patch)?.duplicates ?? [];
  if (type !== 'json') return distinct(duplicates.map((path) => `duplicate field ${goQuote(path)}`));
  if (!Array.isArray(patch)) return [];
  const unknown = patch.flatMap((operation, index) =>
    isObject(operation)
      ? Object.keys(operation)
          .filter((member) => !OPERATION_MEMBERS.has(member))
          .map((member) => `[${index}].${member}`)
      : [],
  );
  return distinct([
    ...duplicates
      .filter((path) => !unknown.includes(path))
      .map((path) => `json patch duplicate field ${goQuote(path)}`),
    ...unknown.map((path) => `json patch unknown field ${goQuote(path)}`),
  ]);
}

const OPERATION_MEMBERS = new Set(['op', 'path', 'from', 'value']);

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/**
 * The members as the server prints a patched document: what the patch touched is a map to it, with sorted keys, the rest
 * has the order of Go's structures.
 */
function inGoOrder(schema: Schema | undefined, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => inGoOrder(schema?.items, element));
  if (!isObject(value)) return value;
  const childOf = (key: string) => (schema?.type === 'object' ? schema.fields.get(key) : schema?.items);
  const ordered = Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, inGoOrder(childOf(key), child)]),
  );
  if (schema?.type !== 'object' || !Object.isFrozen(value)) return sortedMap(ordered);
  const known = [...schema.fields.keys()].filter((key) => Object.hasOwn(ordered, key));
  return Object.fromEntries(known.map((key) => [key, ordered[key]]));
}
