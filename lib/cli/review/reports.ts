import { activeRules, type CheckOptions, type CheckResult } from '../../checks/run-checks';
import { isAtLeast, type Severity } from '../../diff/change';
import { findingsJunit } from '../../report/findings/junit';
import { findingsSarif } from '../../report/findings/sarif';
import { CONSEQUENCE_RULES, reviewFindings } from '../../report/review/as-findings';
import { reviewJson } from '../../report/review/json';
import { reviewMarkdown } from '../../report/review/markdown';
import { type Review, SEVERITY_OF_FINDING } from '../../report/review/review';
import { version } from '../version';

/** A review in each of its forms, made when it is asked for. */
export interface ReviewReports {
  markdown(): string;
  json(): string;
  sarif(): string;
  junit(): string;
}

export function reviewReports(
  review: Review,
  checked: CheckResult,
  checks: CheckOptions,
  failOn: Severity | 'never',
): ReviewReports {
  const rules = () => [...CONSEQUENCE_RULES, ...activeRules(checks)];
  const fails =
    failOn === 'never'
      ? () => false
      : (limit: keyof typeof SEVERITY_OF_FINDING) => isAtLeast(SEVERITY_OF_FINDING[limit], failOn);
  return {
    markdown: () => reviewMarkdown(review),
    json: () => reviewJson(review),
    sarif: () =>
      findingsSarif(reviewFindings(review), {
        version: version(),
        rules: rules(),
        suppressed: checked.suppressed,
        known: review.known,
      }),
    junit: () => findingsJunit(reviewFindings(review), { rules: rules(), fails }),
  };
}
