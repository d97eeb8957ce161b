import type { Node } from '../ast';
import type { Overload } from '../declarations';
import type { CelType } from '../types';
import { exactly, plus, type SizeRange, sumOfSizes, times, timesFactor, UNKNOWN_SIZE } from './size-range';
import type { ValuePath } from './value-path';

/** An argument of a call, as it is known before any evaluation. */
export interface Operand {
  /** Undefined for what stands for all elements of a list. */
  readonly node?: Node;
  readonly type: CelType;
  readonly path: ValuePath;
  /** Undefined if nothing is known of it. */
  readonly size?: SizeRange;
}

/** One overload of a function, called. */
export interface Call {
  readonly overload: Overload;
  readonly target?: Operand;
  /** Without the target. */
  readonly args: readonly Operand[];
  /** What the schema says of the size of a value. */
  readonly sizeAt: (path: ValuePath) => SizeRange | undefined;
}

/** What a call costs at most, beside its arguments. */
export interface CallEstimate {
  readonly cost: bigint;
  /** Of the result, if the call decides it. */
  readonly size?: SizeRange;
}

/** Undefined if the call is none of those that there is an estimate for. */
export type EstimateCall = (call: Call) => CallEstimate | undefined;

export const PER_CHARACTER = 0.1;
const PER_PATTERN_CHARACTER = 0.25;

/** The size of an operand of which something may have been learned since it was looked at. */
export function sizeOf({ size, path }: Operand, { sizeAt }: Call): SizeRange {
  return size ?? sizeAt(path) ?? UNKNOWN_SIZE;
}

/** What it costs to look at every character. */
export function traversal({ most }: SizeRange, factor = 1): bigint {
  return timesFactor(most, factor * PER_CHARACTER);
}

/** What it costs to hold a text against a pattern. */
export function matching(text: SizeRange, pattern: SizeRange): bigint {
  // The empty text costs something, too.
  const ofText = traversal(sumOfSizes(text, exactly(1n)));
  return times(ofText, timesFactor(pattern.most, PER_PATTERN_CHARACTER));
}

/** What every call costs. */
export const CALL = 1n;
export const NEW_LIST = 10n;

/** What a call costs that makes a list. */
export function listCost(size: SizeRange, factor = 1): bigint {
  return plus(timesFactor(size.most, factor), CALL + NEW_LIST);
}
