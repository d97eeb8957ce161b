import { type FieldError, forbiddenField } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import { isConfigMapKey } from '../names';
import { validateByRule } from './scalars';

/** What ConfigMaps and Secrets have in common. */

/** All values of one object together, in bytes. */
export const DATA_LIMIT = 1024 * 1024;

const IS_SEALED = 'field is immutable when `immutable` is set';

export type Data = { readonly [key: string]: string } | undefined;

export function validateDataKey(key: string, path: FieldPath, errors: FieldError[]): void {
  validateByRule(key, isConfigMapKey, path.key(key), errors);
}

/** The number of bytes that a text in base64 stands for. */
export function decodedLength(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}

/** An object that was made immutable stays so, and its data too. */
export function validateSealed<T extends { readonly immutable?: boolean }>(
  object: T,
  old: T,
  fields: readonly (keyof T & string)[],
  errors: FieldError[],
): void {
  if (!old.immutable) return;
  const refuse = (field: string) => errors.push(forbiddenField(FieldPath.of(field), IS_SEALED));
  if (!object.immutable) refuse('immutable');
  for (const field of fields) if (!equal(object[field] ?? {}, old[field] ?? {})) refuse(field);
}
