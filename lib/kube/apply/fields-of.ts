import type { Schema } from '../schema';
import { FieldSet } from './field-set';
import {
  type FieldShape,
  type Fields,
  formOf,
  isEmptyMap,
  isMap,
  type MapShape,
  memoizePerShape,
  shapeOf,
  shapeOfOthers,
} from './field-shape';
import { Duplicates, indexOf, type ListIndex } from './list-elements';
import type { PathElement } from './path-element';

/**
 * The fields that who applies this object owns: its leaves, the elements of its lists and the entries of its maps.
 * Remembered per frozen part.
 * @throws TypedValueError when elements of a list cannot be told apart
 */
export function fieldsOf(object: object, schema: Schema): FieldSet {
  return fieldsOfShape(object, shapeOf(schema));
}

export function fieldsOfShape(value: unknown, shape: FieldShape): FieldSet {
  const { map, scalar, list } = formOf(shape, value);
  if (map) {
    if (map.atomic) return FieldSet.leaf;
    return isMap(value) ? fieldsOfMap(value, map) : FieldSet.empty;
  }
  if (scalar || list!.atomic) return FieldSet.leaf;
  if (!Array.isArray(value) || value.length === 0) return FieldSet.empty;
  return FieldSet.node(false, elementsOf(indexOf(list!, value), list!.items, fieldsOfShape));
}

const fieldsOfMap = memoizePerShape((value: Fields, map: MapShape): FieldSet => {
  const children = new Map<PathElement, FieldSet>();
  for (const name in value) {
    const inner = value[name];
    if (inner === undefined) continue;
    const declared = map.declared(name);
    const fields = fieldsOfShape(inner, declared?.shape ?? shapeOfOthers(map, name));
    const owned = !declared || isNothing(inner) ? fields.asMember() : fields;
    if (!owned.isEmpty) children.set(declared?.element ?? `f:${name}`, owned);
  }
  return FieldSet.node(false, children);
});

function isNothing(value: unknown): boolean {
  return value === null || (isMap(value) && isEmptyMap(value));
}

/** Every field that appears with a value, down to its leaves, the value itself included. */
export function everyField(value: unknown, shape: FieldShape): FieldSet {
  const { map, list } = formOf(shape, value);
  if (map) return !map.atomic && isMap(value) ? everyFieldOfMap(value, map) : FieldSet.leaf;
  if (!list || list.atomic || !Array.isArray(value)) return FieldSet.leaf;
  return FieldSet.node(true, elementsOf(indexOf(list, value), list.items, everyField));
}

const everyFieldOfMap = memoizePerShape((value: Fields, map: MapShape): FieldSet => {
  const children = new Map<PathElement, FieldSet>();
  for (const name in value) {
    const inner = value[name];
    if (inner === undefined) continue;
    const declared = map.declared(name);
    children.set(
      declared?.element ?? `f:${name}`,
      everyField(inner, declared?.shape ?? shapeOfOthers(map, name)),
    );
  }
  for (const [name, zero] of map.zeros) {
    const { element, shape } = map.declared(name)!;
    if (value[name] === undefined) children.set(element, everyField(zero, shape));
  }
  return FieldSet.node(true, children);
});

function elementsOf(
  index: ListIndex,
  items: FieldShape,
  fields: (value: unknown, shape: FieldShape) => FieldSet,
): Map<PathElement, FieldSet> {
  const children = new Map<PathElement, FieldSet>();
  for (const [element, value] of index)
    children.set(element, value instanceof Duplicates ? FieldSet.leaf : fields(value, items).asMember());
  return children;
}
