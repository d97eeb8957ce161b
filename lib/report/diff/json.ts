import type { Diff } from '../../diff/change';

/** A diff for programs, as docs/diff.schema.json describes it. */
export function diffJson(diff: Diff): string {
  return JSON.stringify(diff, null, 2);
}
