import type { Schema } from '../schema';
import { FieldSet } from './field-set';
import {
  type FieldShape,
  type Fields,
  formOf,
  isEmptyMap,
  isMap,
  type ListShape,
  type MapShape,
  shapeOf,
  shapeOfOthers,
} from './field-shape';
import { listElement } from './list-elements';

/**
 * The object without these fields. A map or list that loses all it had becomes null, as in Kubernetes: decoding drops
 * it from a typed object, a custom resource keeps it. Shares what does not change.
 */
export function withoutFields<T extends object>(object: T, fields: FieldSet, schema: Schema): T {
  return without(object, fields, shapeOf(schema)) as T;
}

function without(value: unknown, fields: FieldSet, shape: FieldShape): unknown {
  if (fields.children.size === 0) return value;
  const { map, scalar, list } = formOf(shape, value);
  if (map) return isMap(value) && !map.atomic ? mapWithout(value, fields, map) : null;
  if (scalar) return value;
  return Array.isArray(value) && !list!.atomic ? listWithout(value, fields, list!) : null;
}

function mapWithout(value: Fields, fields: FieldSet, map: MapShape): Fields | null {
  const result: Record<string, unknown> = {};
  let isSame = !isEmptyMap(value);
  for (const name in value) {
    const declared = map.declared(name);
    const named = fields.children.get(declared?.element ?? `f:${name}`) ?? FieldSet.empty;
    const shape = declared?.shape ?? shapeOfOthers(map, name);
    const kept = named.isMember ? undefined : without(value[name], named, shape);
    if (kept !== value[name]) isSame = false;
    if (kept !== undefined) result[name] = kept;
  }
  if (isSame) return value;
  return isEmptyMap(result) ? null : result;
}

function listWithout(
  value: readonly unknown[],
  fields: FieldSet,
  list: ListShape,
): readonly unknown[] | null {
  const result: unknown[] = [];
  let isSame = value.length > 0;
  for (const item of value) {
    const named = fields.children.get(listElement(list, item)) ?? FieldSet.empty;
    const kept = named.isMember ? undefined : without(item, named, list.items);
    if (kept !== item) isSame = false;
    if (kept !== undefined) result.push(kept);
  }
  if (isSame) return value;
  return result.length > 0 ? result : null;
}

/**
 * The part of the object that these fields name; undefined when it has none of them. Fields that are owned as a whole
 * come whole, and so does an element of a list that is named without anything below it.
 */
export function onlyFields<T extends object>(
  object: T,
  fields: FieldSet,
  schema: Schema,
): Partial<T> | undefined {
  return (only(object, fields, shapeOf(schema)) as Partial<T> | null) ?? undefined;
}

function only(value: unknown, fields: FieldSet, shape: FieldShape): unknown {
  const { map, scalar, list } = formOf(shape, value);
  if (map) {
    if (!isMap(value)) return null;
    return map.atomic || isEmptyMap(value) ? value : onlyOfMap(value, fields, map);
  }
  if (scalar) return value;
  if (!Array.isArray(value)) return null;
  return list!.atomic || value.length === 0 ? value : onlyOfList(value, fields, list!);
}

function onlyOfMap(value: Fields, fields: FieldSet, map: MapShape): Fields | null {
  const result: Record<string, unknown> = {};
  for (const name in value) {
    const declared = map.declared(name);
    const named = fields.children.get(declared?.element ?? `f:${name}`);
    if (!named) continue;
    const shape = declared?.shape ?? shapeOfOthers(map, name);
    const kept = only(value[name], named.isMember ? fields : named, shape);
    if (kept !== null) result[name] = kept;
  }
  return isEmptyMap(result) ? null : result;
}

function onlyOfList(value: readonly unknown[], fields: FieldSet, list: ListShape): readonly unknown[] | null {
  const result: unknown[] = [];
  for (const item of value) {
    const named = fields.children.get(listElement(list, item));
    if (!named) continue;
    result.push(named.children.size > 0 ? only(item, named, list.items) : item);
  }
  return result.length > 0 ? result : null;
}
