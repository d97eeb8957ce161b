import { isMap, type ListShape, memoizePerShape, TypedValueError } from './field-shape';
import { keyedElement, type PathElement, setElement } from './path-element';

/**
 * The path element of one element of a list that is not owned as a whole.
 * @throws TypedValueError when it cannot be told apart from others
 */
export function listElement(list: ListShape, value: unknown): PathElement {
  return list.keys.length > 0 ? elementByKeys(list, value) : elementByValue(value);
}

function elementByKeys(list: ListShape, value: unknown): PathElement {
  if (value === null || value === undefined)
    throw new TypedValueError('associative list with keys may not have a null element');
  if (!isMap(value)) throw new TypedValueError('associative list with keys may not have non-map elements');
  const given: [string, unknown][] = [];
  for (const key of list.sortedKeys) {
    const own = value[key];
    const effective = own === undefined ? list.items.map?.declared(key)?.keyDefault : own;
    if (effective !== undefined) given.push([key, effective]);
  }
  if (given.length === 0) {
    const names = list.keys.map((key) => JSON.stringify(key)).join(' ');
    throw new TypedValueError(
      `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
    );
  }
  return keyedElement(given);
}

function elementByValue(value: unknown): PathElement {
  if (value === null || value === undefined)
    throw new TypedValueError("associative list without keys has an element that's an explicit null");
  if (Array.isArray(value))
    throw new TypedValueError('not supported: associative list with lists as elements');
  if (typeof value === 'object')
    throw new TypedValueError("associative list without keys has an element that's a map type");
  return setElement(value);
}

/** Elements of one list that have the same path element: they are owned together. */
export class Duplicates {
  constructor(readonly values: readonly unknown[]) {}
}

/** The elements of a list by path element, in the order of their first. */
export type ListIndex = ReadonlyMap<PathElement, unknown | Duplicates>;

const NOTHING: ListIndex = new Map();

function indexed(values: readonly unknown[], list: ListShape): ListIndex {
  const index = new Map<PathElement, unknown | Duplicates>();
  for (let position = 0; position < values.length; position++) {
    const value = values[position];
    const element = listElement(list, value);
    if (!index.has(element)) index.set(element, value);
    else index.set(element, withDuplicate(index.get(element), value));
  }
  return index;
}

/** Remembering costs more than to index a short list again. */
const LONG = 16;
const longIndex = memoizePerShape(indexed);

function withDuplicate(known: unknown | Duplicates, value: unknown): Duplicates {
  return new Duplicates(known instanceof Duplicates ? [...known.values, value] : [known, value]);
}

/** @throws TypedValueError when an element cannot be told apart from others */
export function indexOf(list: ListShape, values: readonly unknown[] | undefined): ListIndex {
  if (values === undefined || values.length === 0) return NOTHING;
  return values.length < LONG ? indexed(values, list) : longIndex(values, list);
}
