import { goQuote } from '../go-format';

/** Lists of indexes of an Indexed Job: `0,2-5,7`. The messages are Kubernetes' own. */
export class IndexesError extends Error {
  override readonly name = 'IndexesError';
}

type Interval = readonly [first: number, last: number];

/** How many indexes there are. Throws {@link IndexesError}. */
export function countIndexes(text: string, completions: number): number {
  let total = 0;
  let previous: number | undefined;
  for (const part of text === '' ? [] : text.split(',')) {
    const [first, last] = parseInterval(part, completions);
    if (previous !== undefined && previous >= first) throw notIncreasing(previous, first);
    total += last - first + 1;
    previous = last;
  }
  return total;
}

/** The first index that is in both lists, or undefined. Parts that are no intervals are passed over. */
export function firstCommonIndex(completed: string, failed: string, completions: number): number | undefined {
  const others = validIntervals(failed, completions);
  for (const [first, last] of validIntervals(completed, completions))
    for (const [otherFirst, otherLast] of others)
      if (first <= otherLast && otherFirst <= last) return Math.max(first, otherFirst);
  return undefined;
}

function validIntervals(text: string, completions: number): Interval[] {
  if (text === '') return [];
  return text.split(',').flatMap((part) => {
    try {
      return [parseInterval(part, completions)];
    } catch (error) {
      if (error instanceof IndexesError) return [];
      throw error;
    }
  });
}

function parseInterval(text: string, completions: number): Interval {
  const limits = text.split('-');
  if (limits.length > 2)
    throw new IndexesError(
      `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`,
    );
  const first = parseIndex(limits[0]!, completions);
  if (limits.length === 1) return [first, first];
  const last = parseIndex(limits[1]!, completions);
  if (first >= last) throw notIncreasing(first, last);
  return [first, last];
}

function parseIndex(text: string, completions: number): number {
  if (!/^[+-]?\d+$/.test(text))
    throw new IndexesError(`cannot convert string to integer for index: ${goQuote(text)}`);
  if (Number(text) >= completions) throw new IndexesError(`too large index: ${goQuote(text)}`);
  return Number(text);
}

function notIncreasing(previous: number, current: number): IndexesError {
  return new IndexesError(`non-increasing order, previous: ${previous}, current: ${current}`);
}

/** What is wrong with a list of indexes, or undefined. */
export function indexesProblem(text: string, completions: number): string | undefined {
  try {
    countIndexes(text, completions);
    return undefined;
  } catch (error) {
    if (error instanceof IndexesError) return error.message;
    throw error;
  }
}
