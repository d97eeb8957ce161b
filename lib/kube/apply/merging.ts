import { equal } from '../frozen';
import type { Schema } from '../schema';
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
import { Duplicates, indexOf, type ListIndex, listElement } from './list-elements';
import type { PathElement } from './path-element';

/**
 * The live object with an applied configuration merged in: values of the configuration win, nothing is removed. What
 * does not change is shared with `live`; it is the very same object when nothing does.
 * @throws TypedValueError when elements of a list cannot be told apart
 */
export function mergeConfiguration<T extends object>(live: T, configuration: object, schema: Schema): T {
  return mergeValues(live, configuration, shapeOf(schema)) as T;
}

function mergeValues(live: unknown, applied: unknown, shape: FieldShape): unknown {
  if (applied === undefined || live === applied) return live;
  if (live === undefined) return applied;
  const { map, scalar, list } = formOf(shape, applied);
  if (map) {
    if (!map.atomic && isMap(live) && !isEmptyMap(live))
      return isMap(applied) ? mergeMaps(live, applied, map) : live;
  } else if (!scalar && !list!.atomic && Array.isArray(live) && live.length > 0) {
    return Array.isArray(applied) && applied.length > 0 ? mergeLists(live, applied, list!) : live;
  }
  return equal(live, applied) ? live : applied;
}

function mergeMaps(live: Fields, applied: Fields, map: MapShape): Fields {
  let merged: Record<string, unknown> | undefined;
  for (const name in applied) {
    const value = applied[name];
    if (value === undefined) continue;
    const shape = map.declared(name)?.shape ?? shapeOfOthers(map, name);
    const result = mergeValues(live[name], value, shape);
    if (result === live[name]) continue;
    merged ??= { ...live };
    merged[name] = result;
  }
  return merged ?? live;
}

/**
 * Elements that both have keep the configuration's order among themselves; elements that only one has stay where they
 * stand between them. Of elements that are several times in the live list, an applied one takes the place of all.
 */
function mergeLists(
  live: readonly unknown[],
  applied: readonly unknown[],
  list: ListShape,
): readonly unknown[] {
  const liveIndex = indexOf(list, live);
  const appliedIndex = indexOf(list, applied);
  const order = mergedOrder(elementsInOrder(live, liveIndex, list), liveIndex, appliedIndex);
  const merged = order.map((step) => {
    if (typeof step === 'number') return live[step];
    const known = liveIndex.get(step);
    return mergeValues(known instanceof Duplicates ? null : known, appliedIndex.get(step), list.items);
  });
  const isSame = merged.length === live.length && merged.every((value, index) => value === live[index]);
  return isSame ? live : merged;
}

function elementsInOrder(
  values: readonly unknown[],
  index: ListIndex,
  list: ListShape,
): readonly PathElement[] {
  return index.size === values.length ? [...index.keys()] : values.map((value) => listElement(list, value));
}

/** What the merged list consists of: positions of the live list, and elements of the configuration. */
function mergedOrder(
  live: readonly PathElement[],
  liveIndex: ListIndex,
  appliedIndex: ListIndex,
): readonly (number | PathElement)[] {
  const applied = [...appliedIndex.keys()];
  const shared = applied.filter((element) => liveIndex.has(element));
  const order: (number | PathElement)[] = [];
  const taken = new Set<PathElement>();
  let nextShared = 0;
  let ours = 0;
  let theirs = 0;
  while (ours < live.length || theirs < applied.length) {
    const element = live[ours];
    const isApplied = element !== undefined && appliedIndex.has(element);
    if (element !== undefined && !isApplied) {
      order.push(ours++);
      continue;
    }
    const isDue = theirs >= applied.length || element === applied[theirs];
    if (isApplied && !isDue && nextShared < shared.length && shared[nextShared] !== element) {
      ours++;
      continue;
    }
    if (isApplied && (isDue || taken.has(element))) ours++;
    if (theirs >= applied.length) continue;
    const next = applied[theirs++]!;
    if (shared[nextShared] === next) nextShared++;
    taken.add(next);
    order.push(next);
  }
  return order;
}
