import { type FieldError, invalidValue, tooLong } from '../field-error';
import type { FieldPath } from '../field-path';
import { isLabelValue, isQualifiedName } from '../names';

/** All annotations of an object together, keys and values, in bytes. */
export const ANNOTATIONS_LIMIT = 256 * 1024;

export function validateLabelName(name: string, path: FieldPath, errors: FieldError[]): void {
  for (const message of isQualifiedName(name)) errors.push(invalidValue(path, name, message));
}

export function validateLabels(
  labels: { readonly [key: string]: string } | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const key in labels) {
    validateLabelName(key, path, errors);
    const value = labels[key]!;
    for (const message of isLabelValue(value)) errors.push(invalidValue(path, value, message));
  }
}

/** Keys are qualified names in any case; the size is limited. */
export function validateAnnotations(
  annotations: { readonly [key: string]: string } | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  let size = 0;
  for (const key in annotations) {
    for (const message of isQualifiedName(key.toLowerCase())) errors.push(invalidValue(path, key, message));
    size += Buffer.byteLength(key) + Buffer.byteLength(annotations[key]!);
  }
  if (size > ANNOTATIONS_LIMIT) errors.push(tooLong(path, ANNOTATIONS_LIMIT));
}
