import { findingsJson } from '../findings/json';
import { type Review, worstSeverity } from './review';

/** A review for programs: `{base, worst, diff, findings, known, mended, verdicts, notes}`. */
export function reviewJson(review: Review): string {
  const { base, diff, findings, known, mended, verdicts, notes } = review;
  const listed = JSON.parse(findingsJson(findings)) as { readonly findings: readonly unknown[] };
  const worst = worstSeverity(review) ?? null;
  return JSON.stringify(
    { base, worst, diff, findings: listed.findings, known: known.length, mended, verdicts, notes },
    null,
    2,
  );
}
