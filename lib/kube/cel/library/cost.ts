import { CelFailure, CelList, CelMap, CelOptional, type CelResult, type CelValue, sizeOf } from '../values';

/** What traversing one character costs. */
export const PER_CHARACTER = 0.1;
const PER_PATTERN_CHARACTER = 0.25;

type Cost = (args: readonly CelValue[], result: CelResult) => number;

/** The size of a value that has one; 1 for every other. */
export function sizeForCost(value: CelResult | undefined): number {
  if (value === undefined || value instanceof CelFailure) return 1;
  if (value instanceof CelOptional && value.value !== undefined) return sizeForCost(value.value);
  return sizeOf(value) ?? 1;
}

/** Looks at every character of one argument. */
export function traversal(factor = 1, index = 0): Cost {
  return (args) => Math.ceil(sizeForCost(args[index]) * factor * PER_CHARACTER);
}

/** Looks at everything in the first argument. */
export const wholeTraversal: Cost = ([value]) => traversalCost(value!);

function traversalCost(value: CelValue): number {
  if (typeof value === 'string') return Math.floor(Buffer.byteLength(value) * PER_CHARACTER);
  if (value instanceof Uint8Array) return Math.floor(value.length * PER_CHARACTER);
  let cost = 0;
  if (value instanceof CelList) for (const element of value) cost += traversalCost(element);
  else if (value instanceof CelMap)
    for (const key of value.keys()) cost += traversalCost(key) + traversalCost(value.get(key)!);
  else cost = 1;
  return cost;
}

/** A text held against a pattern. */
export const matching: Cost = ([text, pattern]) => patternCost(sizeForCost(text), sizeForCost(pattern));

export function patternCost(length: number, patternLength: number): number {
  return Math.ceil((1 + length) * PER_CHARACTER) * Math.ceil(patternLength * PER_PATTERN_CHARACTER);
}

/** Compares until the shorter one ends. */
export const comparison: Cost = ([a, b]) =>
  Math.ceil(Math.min(sizeForCost(a), sizeForCost(b)) * PER_CHARACTER);

/** Copies both. */
export const concatenation: Cost = ([a, b]) => Math.ceil((sizeForCost(a) + sizeForCost(b)) * PER_CHARACTER);

export const containment: Cost = ([text, part]) =>
  Math.ceil(sizeForCost(text) * PER_CHARACTER) * Math.ceil(sizeForCost(part) * PER_CHARACTER);
