/** Numbers as Kubernetes estimates with: 64 bits without a sign. What is larger stays at the largest. */

export const MOST_UINT64 = 2n ** 64n - 1n;
const BEYOND_UINT64 = 2 ** 64;

/** How large a text, list or map may be: characters, bytes, elements. */
export interface SizeRange {
  readonly least: bigint;
  readonly most: bigint;
}

export const UNKNOWN_SIZE: SizeRange = { least: 0n, most: MOST_UINT64 };

/** The sizes of no value: in a union, the other one counts. */
export const NO_SIZE: SizeRange = { least: MOST_UINT64, most: 0n };

export function exactly(size: bigint): SizeRange {
  return { least: size, most: size };
}

export function plus(a: bigint, b: bigint): bigint {
  return capped(a + b);
}

export function times(a: bigint, b: bigint): bigint {
  return capped(a * b);
}

function capped(value: bigint): bigint {
  return value > MOST_UINT64 ? MOST_UINT64 : value;
}

/** What is too large begins again at zero: where Kubernetes takes no care of it. */
export function wrapped(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

/** Rounded up. */
export function timesFactor(value: bigint, factor: number): bigint {
  return roundedUp(Number(value) * factor);
}

/** Rounded up. */
export function quotient(value: bigint, by: bigint): bigint {
  return roundedUp(Number(value) / Number(by));
}

function roundedUp(value: number): bigint {
  return value >= BEYOND_UINT64 ? MOST_UINT64 : BigInt(Math.ceil(value));
}

export function sumOfSizes(a: SizeRange, b: SizeRange): SizeRange {
  return { least: plus(a.least, b.least), most: plus(a.most, b.most) };
}

export function productOfSizes(a: SizeRange, b: SizeRange): SizeRange {
  return { least: times(a.least, b.least), most: times(a.most, b.most) };
}

/** The sizes of either. */
export function eitherSize(a: SizeRange, b: SizeRange): SizeRange {
  return { least: a.least < b.least ? a.least : b.least, most: larger(a.most, b.most) };
}

export function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
