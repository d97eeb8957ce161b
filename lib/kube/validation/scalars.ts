import { type FieldError, invalidValue, notSupported, required } from '../field-error';
import type { FieldPath } from '../field-path';
import { equal } from '../frozen';

/**
 * The shared pieces of validation. Every function here and in its neighbours adds what is wrong with `value` at `path`
 * to `errors`, in Kubernetes' order and words; a path is built only where the caller needs one.
 */

export const IS_NEGATIVE = 'must be greater than or equal to 0';
export const IS_IMMUTABLE = 'field is immutable';

export const inclusiveRange = (low: number, high: number) => `must be between ${low} and ${high}, inclusive`;

export function validateNonNegative(value: number | undefined, path: FieldPath, errors: FieldError[]): void {
  if (value !== undefined && value < 0) errors.push(invalidValue(path, value, IS_NEGATIVE));
}

export function validatePositive(value: number | undefined, path: FieldPath, errors: FieldError[]): void {
  if (value !== undefined && value <= 0) errors.push(invalidValue(path, value, 'must be greater than 0'));
}

export function validateInRange(
  value: number,
  low: number,
  high: number,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (value < low || value > high) errors.push(invalidValue(path, value, inclusiveRange(low, high)));
}

export function validatePortNumber(value: number, path: FieldPath, errors: FieldError[]): void {
  validateInRange(value, 1, 65535, path, errors);
}

/** A field whose value may not differ from the old one. Absent, empty and `undefined` are told apart as JSON does. */
export function validateImmutable(
  value: unknown,
  old: unknown,
  path: FieldPath,
  errors: FieldError[],
  detail: string = IS_IMMUTABLE,
): void {
  if (!equal(value, old)) errors.push(invalidValue(path, value, detail));
}

/** One error per message of a name rule, such as those of `names.ts`. */
export function validateByRule(
  value: string,
  rule: (value: string) => readonly string[],
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const message of rule(value)) errors.push(invalidValue(path, value, message));
}

/** `supported` is listed in the message as given: Kubernetes sorts most of its lists. */
export function validateSupported(
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!supported.includes(value ?? '')) errors.push(notSupported(path, value ?? '', supported));
}

/** Whether there is one; an error if not. */
export function validatePresent(
  value: string | readonly unknown[] | undefined,
  path: FieldPath,
  errors: FieldError[],
  detail = '',
): boolean {
  if (value !== undefined && value.length > 0) return true;
  errors.push(required(path, detail));
  return false;
}
