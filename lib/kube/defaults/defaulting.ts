/**
 * What defaulting is made of. Values are frozen and shared: each function returns the very object it was given when
 * nothing changes, and otherwise a new one that shares every other part.
 */

/** Fills fields that are absent: Go's pointers, whose zero value was chosen by the author. */
export function fillAbsent<T extends object>(value: T, defaults: Partial<T>): T {
  let filled = value;
  for (const field in defaults) {
    const missing = defaults[field];
    if (missing === undefined || (value[field] !== undefined && value[field] !== null)) continue;
    if (filled === value) filled = { ...value };
    filled[field] = missing;
  }
  return filled;
}

/** Fills fields that are absent, empty, zero or false: Go's plain values, whose zero value means that nothing was chosen. */
export function fillEmpty<T extends object>(value: T, defaults: Partial<T>): T {
  let filled = value;
  for (const field in defaults) {
    const missing = defaults[field];
    if (missing === undefined || value[field]) continue;
    if (filled === value) filled = { ...value };
    filled[field] = missing;
  }
  return filled;
}

/** Applies `change` to a field where it is present. */
export function changeField<T extends object, K extends keyof T>(
  value: T,
  field: K,
  change: (part: NonNullable<T[K]>) => T[K],
): T {
  const part = value[field];
  if (part === undefined || part === null) return value;
  return withField(value, field, change(part));
}

/** Applies `change` to every element of a list. */
export function changeEach<E>(list: readonly E[], change: (element: E) => E): readonly E[] {
  let changed: E[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const element = change(list[index]!);
    if (element === list[index]) continue;
    changed ??= list.slice();
    changed[index] = element;
  }
  return changed ?? list;
}

type Element<T> = T extends readonly (infer E)[] ? E : never;

/** Applies `change` to every element of a field that is a list, where it is present. */
export function changeElements<T extends object, K extends keyof T>(
  value: T,
  field: K,
  change: (element: Element<NonNullable<T[K]>>) => Element<NonNullable<T[K]>>,
): T {
  const list = value[field] as readonly Element<NonNullable<T[K]>>[] | undefined | null;
  if (!list) return value;
  return withField(value, field, changeEach(list, change) as T[K]);
}

/** The object with that field, or without it if `part` is undefined. */
export function withField<T extends object, K extends keyof T>(value: T, field: K, part: T[K]): T {
  if (value[field] === part) return value;
  if (part === undefined) {
    const { [field]: _removed, ...rest } = value;
    return rest as T;
  }
  // Set afterwards: a field that follows a spread in a literal is slow for objects of many shapes.
  const changed = { ...value };
  changed[field] = part;
  return changed;
}
