import { type FieldError, invalidValue, notSupported, required } from '../field-error';
import type { FieldPath } from '../field-path';
import { equal } from '../frozen';
import { goTyped } from '../go-format';
import { isPortNumber } from '../names';

/**
 * The shared pieces of validation. Every function here and in its neighbours adds what is wrong with `value` at `path`
 * to `errors`, in Kubernetes' order and words; a path is built only where the caller needs one.
 */

export const IS_NEGATIVE = 'must be greater than or equal to 0';
export const IS_IMMUTABLE = 'field is immutable';

export function validateNonNegative(value: number | undefined, path: FieldPath, errors: FieldError[]): void {
  if (value !== undefined && value < 0) errors.push(invalidValue(path, value, IS_NEGATIVE));
}

export function validatePositive(value: number, path: FieldPath, errors: FieldError[]): void {
  if (value <= 0) errors.push(invalidValue(path, value, 'must be greater than zero'));
}

export function validatePortNumber(value: number, path: FieldPath, errors: FieldError[]): void {
  validateByRule(value, isPortNumber, path, errors);
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
export function validateByRule<V extends string | number>(
  value: V,
  rule: (value: V) => readonly string[],
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const message of rule(value)) errors.push(invalidValue(path, value, message));
}

/** One of an enumeration, whose type has a name in Go. The message lists `supported` as given: mostly sorted. */
export function validateSupported(
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!supported.includes(value ?? '')) errors.push(notSupported(path, goTyped(value ?? ''), supported));
}

/** The same for a field that must be there. */
export function validateChoice(
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!value) errors.push(required(path));
  else if (!supported.includes(value)) errors.push(notSupported(path, goTyped(value), supported));
}

/** Who says `*` does not name some, too. */
export function validateWildcard(
  values: readonly string[],
  what: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (values.length > 1 && values.includes('*'))
    errors.push(invalidValue(path, values, `if '*' is present, must not specify other ${what}`));
}
