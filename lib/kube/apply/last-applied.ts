import { goJson } from '../go-format';
import type { KubeObject } from '../object';
import type { Schema } from '../schema';
import { ANNOTATIONS_LIMIT } from '../validation/labels';
import { compare } from './comparison';
import type { FieldSet } from './field-set';
import { isMap, TypedValueError } from './field-shape';
import { fieldsOf } from './fields-of';
import { validateConfiguration } from './typed-validation';

/** Where `kubectl apply` without server-side apply keeps what it applied. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The manager whose client-side configurations server-side apply takes over, and whose annotation it keeps current. */
export const CLIENT_SIDE_APPLIER = 'kubectl';

/**
 * The fields that client-side apply set and nobody changed since: the same user may take them by server-side apply.
 * Undefined when the annotation is missing or of no use.
 */
export function fieldsAppliedByClient(
  live: KubeObject,
  schema: Schema,
  apiVersion: string,
): FieldSet | undefined {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  const applied = text ? parsed(text) : undefined;
  if (!applied || applied.apiVersion !== apiVersion || !applied.kind) return undefined;
  try {
    validateConfiguration(live, schema);
    validateConfiguration(applied, schema);
    const { modified, added, removed } = compare(applied, live, schema);
    return fieldsOf(applied, schema).difference(modified).difference(added).difference(removed);
  } catch (error) {
    if (error instanceof TypedValueError) return undefined;
    throw error;
  }
}

function parsed(text: string): Partial<KubeObject> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? (value as Partial<KubeObject>) : undefined;
  } catch {
    return undefined;
  }
}

/** The object with its annotation, if it has one, brought up to what was applied now. */
export function withLastApplied(object: KubeObject, configuration: KubeObject): KubeObject {
  const { annotations } = object.metadata;
  if (!annotations?.[LAST_APPLIED]) return object;
  const changed: Record<string, string> = { ...annotations, [LAST_APPLIED]: printed(configuration) };
  if (sizeOf(changed) > ANNOTATIONS_LIMIT) delete changed[LAST_APPLIED];
  return { ...object, metadata: { ...object.metadata, annotations: changed } };
}

function sizeOf(annotations: { readonly [key: string]: string }): number {
  return Object.entries(annotations).reduce(
    (size, [key, value]) => size + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
}

/** With sorted keys and a line end, as Go's encoder writes it. */
function printed(configuration: KubeObject): string {
  const { annotations } = configuration.metadata;
  if (!annotations) return `${goJson(sorted(configuration))}\n`;
  const { [LAST_APPLIED]: _, ...others } = annotations;
  const metadata = { ...configuration.metadata, annotations: others };
  return `${goJson(sorted({ ...configuration, metadata }))}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
