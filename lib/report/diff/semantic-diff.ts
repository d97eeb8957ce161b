import { compareManifests } from '../../diff/diff-sets';
import type { DiffInput } from '../../diff/object-set';
import type { DiffTextOptions } from './terminal';
import { diffText } from './terminal';

/**
 * What the change from one set of manifests to another does, for people: {@link diffText} of their comparison.
 * @returns the empty text when they mean the same
 */
export function semanticDiff(
  base: readonly DiffInput[],
  head: readonly DiffInput[],
  options: DiffTextOptions = {},
): string {
  const { diff } = compareManifests(base, head);
  return diff.changes.length === 0 ? '' : diffText(diff, options);
}
