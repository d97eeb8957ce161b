import { diffSets, readSets } from '../../../lib/diff/diff-sets';
import type { DiffInput } from '../../../lib/diff/object-set';
import type { Review } from '../../../lib/report/review/review';
import { topologyMermaid } from '../../../lib/report/review/topology';
import { type ManifestPair, pairFiles, sidesOf } from '../../diff/pairs';

/** The review of a pair by its name. */
export function reviewOfPair(name: string, more: Partial<Review> = {}): Review {
  const pair = pairFiles()
    .flatMap(({ pairs }) => pairs)
    .find((one: ManifestPair) => one.name === name)!;
  const { base, head } = sidesOf(pair);
  return reviewOf(base, head, more);
}

export function reviewOf(
  base: readonly DiffInput[],
  head: readonly DiffInput[],
  more: Partial<Review> = {},
): Review {
  const sets = readSets(base, head);
  const diff = diffSets(sets.base, sets.head);
  return {
    base: 'origin/main',
    diff,
    findings: [],
    known: [],
    mended: [],
    verdicts: [],
    originOf: () => undefined,
    notes: [],
    topology: topologyMermaid(sets, diff),
    ...more,
  };
}
