import { duplicate, type FieldError, tooMany } from '../field-error';
import type { FieldPath } from '../field-path';

type ValidateElement<E> = (element: E, path: FieldPath, errors: FieldError[]) => void;

/** The elements of a list, unless there are too many of them. */
export function validateList<E>(
  list: readonly E[] | undefined,
  limit: number,
  validateElement: ValidateElement<E>,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!list) return;
  if (list.length > limit) {
    errors.push(tooMany(path, list.length, limit));
    return;
  }
  list.forEach((element, index) => {
    validateElement(element, path.index(index), errors);
  });
}

/** The same for a list in which no key comes twice. A key is printed as messages print it. */
export function validateSet<E>(
  list: readonly E[] | undefined,
  limit: number,
  validateElement: ValidateElement<E>,
  keyOf: (element: E) => string | object,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateList(list, limit, validateElement, path, errors);
  if (!list || list.length > limit) return;
  const known = new Set<string>();
  list.forEach((element, index) => {
    const key = keyOf(element);
    const text = JSON.stringify(key);
    if (known.has(text)) errors.push(duplicate(path.index(index), key));
    known.add(text);
  });
}
