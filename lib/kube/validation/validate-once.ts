import type { FieldError } from '../field-error';
import type { FieldPath } from '../field-path';

/**
 * Validates a value unless it is known to be valid: `valid` remembers those that were found so, if they are frozen. What
 * is wrong is found again every time, because it is reported where the value is. `check` must depend on nothing but the
 * value.
 */
export function validateOnce<T extends object>(
  valid: WeakSet<object>,
  value: T,
  path: FieldPath,
  errors: FieldError[],
  check: (value: T, path: FieldPath, errors: FieldError[]) => void,
): void {
  if (valid.has(value)) return;
  const before = errors.length;
  check(value, path, errors);
  if (errors.length === before && Object.isFrozen(value)) valid.add(value);
}
