import { type FieldError, invalidValue } from '../field-error';
import type { FieldPath } from '../field-path';
import { intValue } from '../int-or-string';
import { isPercentText } from '../names';
import { IS_NEGATIVE, validateByRule, validateNonNegative } from './scalars';

/** Fields that count something: those that are there may not be negative. */
export function validateCounts<T extends object>(
  value: T,
  fields: readonly (keyof T & string)[],
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const field of fields) {
    const count: unknown = value[field];
    if (typeof count === 'number' && count < 0)
      errors.push(invalidValue(path.child(field), count, IS_NEGATIVE));
  }
}

/** A number of things, or a percentage of them. */
export function validateCountOrPercent(value: number | string, path: FieldPath, errors: FieldError[]): void {
  if (typeof value === 'string') validateByRule(value, isPercentText, path, errors);
  else validateNonNegative(value, path, errors);
}

/** The number of a percentage, or undefined for anything else. */
export function percentOf(value: number | string): number | undefined {
  if (typeof value !== 'string' || isPercentText(value).length > 0) return undefined;
  return Number(value.slice(0, -1));
}

/** The number of a count or percentage; any other text counts as none. */
export function countOf(value: number | string): number {
  return percentOf(value) ?? intValue(value);
}

export function validateAtMostAll(value: number | string, path: FieldPath, errors: FieldError[]): void {
  const percent = percentOf(value);
  if (percent !== undefined && percent > 100)
    errors.push(invalidValue(path, value, 'must not be greater than 100%'));
}
