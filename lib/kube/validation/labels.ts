import { type FieldError, invalidValue, tooLong } from '../field-error';
import type { FieldPath } from '../field-path';
import { isLabelValue, isQualifiedName } from '../names';
import { validateOnce } from './validate-once';

/** All annotations of an object together, keys and values, in bytes. */
export const ANNOTATIONS_LIMIT = 256 * 1024;

export function validateLabelName(name: string, path: FieldPath, errors: FieldError[]): void {
  for (const message of isQualifiedName(name)) errors.push(invalidValue(path, name, message));
}

type StringMap = { readonly [key: string]: string };

export function validateLabels(labels: StringMap | undefined, path: FieldPath, errors: FieldError[]): void {
  if (labels) validateOnce(VALID_LABELS, labels, path, errors, checkLabels);
}

const VALID_LABELS = new WeakSet<object>();
const VALID_ANNOTATIONS = new WeakSet<object>();

function checkLabels(labels: StringMap, path: FieldPath, errors: FieldError[]): void {
  for (const key in labels) {
    validateLabelName(key, path, errors);
    const value = labels[key]!;
    for (const message of isLabelValue(value)) errors.push(invalidValue(path, value, message));
  }
}

/** Keys are qualified names in any case; the size is limited. */
export function validateAnnotations(
  annotations: StringMap | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (annotations) validateOnce(VALID_ANNOTATIONS, annotations, path, errors, checkAnnotations);
}

function checkAnnotations(annotations: StringMap, path: FieldPath, errors: FieldError[]): void {
  let size = 0;
  for (const key in annotations) {
    for (const message of isQualifiedName(key.toLowerCase())) errors.push(invalidValue(path, key, message));
    size += Buffer.byteLength(key) + Buffer.byteLength(annotations[key]!);
  }
  if (size > ANNOTATIONS_LIMIT) errors.push(tooLong(path, ANNOTATIONS_LIMIT));
}
