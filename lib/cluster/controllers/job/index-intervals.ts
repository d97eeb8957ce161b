interface Interval {
  readonly first: number;
  readonly last: number;
}

/** A set of completion indexes, as a Job's status writes it: `1,3-5,7`. Immutable. */
export class IndexIntervals {
  static readonly NONE = new IndexIntervals([]);

  private constructor(private readonly intervals: readonly Interval[]) {}

  static of(indexes: Iterable<number>): IndexIntervals {
    const sorted = [...new Set(indexes)].sort((a, b) => a - b);
    return new IndexIntervals(joined(sorted.map((index) => ({ first: index, last: index }))));
  }

  /** Indexes that are not below `completions` are left out, and so is what is no number. */
  static parse(text: string | undefined, completions: number): IndexIntervals {
    if (!text) return IndexIntervals.NONE;
    const intervals: Interval[] = [];
    for (const part of text.split(',')) {
      const [first, last = first] = part.split('-').map(wholeNumber);
      if (first === undefined || last === undefined) continue;
      if (first >= completions) break;
      intervals.push({ first, last: Math.min(last, completions - 1) });
    }
    return new IndexIntervals(joined(intervals));
  }

  get size(): number {
    return this.intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  has(index: number): boolean {
    return this.intervals.some(({ first, last }) => first <= index && index <= last);
  }

  union(other: IndexIntervals): IndexIntervals {
    if (other.intervals.length === 0) return this;
    const sorted = [...this.intervals, ...other.intervals].sort((a, b) => a.first - b.first);
    return new IndexIntervals(joined(sorted));
  }

  /** How many indexes both have. */
  overlap(other: IndexIntervals): number {
    let common = 0;
    for (const one of this.intervals)
      for (const { first, last } of other.intervals)
        common += Math.max(0, Math.min(one.last, last) - Math.max(one.first, first) + 1);
    return common;
  }

  /** The first `count` indexes below `limit` that are not in the set. */
  missing(count: number, limit: number): readonly number[] {
    const result: number[] = [];
    let candidate = 0;
    for (const { first, last } of [...this.intervals, { first: limit, last: limit }]) {
      for (; candidate < Math.min(first, limit) && result.length < count; candidate++) result.push(candidate);
      candidate = Math.max(candidate, last + 1);
    }
    return result;
  }

  toString(): string {
    return this.intervals
      .map(({ first, last }) => {
        if (last === first) return String(first);
        return `${first}${last === first + 1 ? ',' : '-'}${last}`;
      })
      .join(',');
  }
}

function wholeNumber(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Intervals in the order of their beginnings, with those that touch made one. */
function joined(sorted: readonly Interval[]): readonly Interval[] {
  const result: Interval[] = [];
  for (const interval of sorted) {
    const previous = result.at(-1);
    if (!previous || interval.first > previous.last + 1) result.push(interval);
    else if (interval.last > previous.last)
      result[result.length - 1] = { first: previous.first, last: interval.last };
  }
  return result;
}
