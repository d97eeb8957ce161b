import { zeroValue } from '../decode-plan';
import type { Json } from '../frozen';
import { type GoField, goFieldsOf } from '../go-fields';
import type { Schema } from '../schema';

const NONE: ReadonlyMap<string, Json> = new Map();

/**
 * The fields that Go's structure always has when it is written as JSON, and their value when nobody set them. They are
 * there for everyone, so nobody comes to own them by writing the object; decoding leaves those out that are null.
 */
export function zeroFieldsOf(schema: Schema): ReadonlyMap<string, Json> {
  const listed = schema.definitionName === undefined ? undefined : goFieldsOf(schema.definitionName);
  if (!listed) return NONE;
  const zeros = new Map<string, Json>();
  for (const field of listed) {
    const type = schema.fields.get(field.name);
    if (type && isAlwaysWritten(field, type))
      zeros.set(field.name, field.isPointer ? null : ((zeroValue(type) ?? null) as Json));
  }
  return zeros;
}

/** Go's `omitempty` has no effect on structures. */
function isAlwaysWritten({ isPointer, omitsEmpty, omitsZero }: GoField, { type, goType }: Schema): boolean {
  if (omitsZero) return false;
  if (!omitsEmpty) return true;
  return !isPointer && (STRUCTURES.has(type) || goType === 'RawExtension');
}

const STRUCTURES: ReadonlySet<string> = new Set(['object', 'quantity', 'intOrString', 'time', 'microTime']);
