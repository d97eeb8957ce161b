import type { FieldPath } from './field-path';
import type { StatusCause } from './generated/meta-v1';
import { goFloat, goJson, goQuote, isWholeNumber } from './go-format';
import type { GroupVersionKind } from './object';
import { invalid, type StatusError } from './status';

/** One thing that is wrong with one field, in the words of Kubernetes' field.Error. */
export interface FieldError {
  readonly reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
    | 'FieldValueTooShort'
    | 'FieldValueTooMany'
    | 'FieldValueTooFew'
    | 'FieldValueNotFound'
    | 'FieldValueTypeInvalid'
    | 'InternalError';
  readonly field: string;
  /** Without the field: `Invalid value: 80800: must be between 1 and 65535, inclusive`. */
  readonly message: string;
}

/** A value as these messages print it. An object prints its keys in its own order: give it them in Go's. */
export function printed(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number' && !isWholeNumber(value)) return goFloat(value);
  return typeof value === 'object' ? goJson(value) : String(value);
}

const withDetail = (head: string, detail: string) => (detail ? `${head}: ${detail}` : head);

export function required(path: FieldPath, detail = ''): FieldError {
  return { reason: 'FieldValueRequired', field: String(path), message: withDetail('Required value', detail) };
}

export function invalidValue(path: FieldPath, value: unknown, detail: string): FieldError {
  return {
    reason: 'FieldValueInvalid',
    field: String(path),
    message: withDetail(`Invalid value: ${printed(value)}`, detail),
  };
}

/** The same where Kubernetes does not show the value. */
export function invalidWithoutValue(path: FieldPath, detail: string): FieldError {
  return {
    reason: 'FieldValueInvalid',
    field: String(path),
    message: withDetail('Invalid value', detail),
  };
}

export function notSupported(path: FieldPath, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map(goQuote).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    field: String(path),
    message: withDetail(
      `Unsupported value: ${printed(value)}`,
      supported.length ? `supported values: ${list}` : '',
    ),
  };
}

export function duplicate(path: FieldPath, value: unknown): FieldError {
  return {
    reason: 'FieldValueDuplicate',
    field: String(path),
    message: `Duplicate value: ${printed(value)}`,
  };
}

export function forbiddenField(path: FieldPath, detail: string): FieldError {
  return { reason: 'FieldValueForbidden', field: String(path), message: withDetail('Forbidden', detail) };
}

const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** `unit` is what Kubernetes counts in this field: mostly bytes. */
export function tooLong(path: FieldPath, limit: number, unit: 'byte' | 'character' = 'byte'): FieldError {
  return {
    reason: 'FieldValueTooLong',
    field: String(path),
    message: `Too long: may not be more than ${counted(limit, unit)}`,
  };
}

export function tooMany(path: FieldPath, actual: number, limit: number): FieldError {
  return {
    reason: 'FieldValueTooMany',
    field: String(path),
    message: `Too many: ${actual}: must have at most ${counted(limit, 'item')}`,
  };
}

export function fieldNotFound(path: FieldPath, value: unknown): FieldError {
  return { reason: 'FieldValueNotFound', field: String(path), message: `Not found: ${printed(value)}` };
}

export function typeInvalid(path: FieldPath, value: unknown, detail: string): FieldError {
  return {
    reason: 'FieldValueTypeInvalid',
    field: String(path),
    message: withDetail(`Invalid value: ${printed(value)}`, detail),
  };
}

/** Something that no value of the field explains. */
export function internalFieldError(path: FieldPath, detail: string): FieldError {
  return { reason: 'InternalError', field: String(path), message: withDetail('Internal error', detail) };
}

/** The `Status` that refuses an object for all of its errors at once. */
export function invalidObject(
  kind: GroupVersionKind,
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const lines = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  const causes: StatusCause[] = errors.map(({ reason, message, field }) => ({ reason, message, field }));
  return invalid(kind, name, causes, lines.length === 1 ? lines[0]! : `[${lines.join(', ')}]`);
}
