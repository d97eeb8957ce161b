import type { BaselineComparison } from '../checks/baseline';
import type { Severity } from '../checks/finding';
import { activeRules, type CheckOptions, type CheckResult, isAtLeast } from '../checks/run-checks';
import { countFindings, type FindingColors, findingsText } from '../report/findings/text';

/** What was found, and what is to be said of it. */
export interface CheckReport {
  readonly result: CheckResult;
  readonly comparison: BaselineComparison;
  readonly options: CheckOptions;
  readonly failOn: Severity;
  /** Of this program. */
  readonly version: string;
  /** @default none */
  readonly colors?: FindingColors;
}

/** The findings in one of the formats of `--format`; text without findings is empty. */
export function formatFindings(format: string, report: CheckReport): string {
  const { result, comparison, options, failOn, version, colors } = report;
  const { findings, known } = comparison;
  const rules = activeRules(options);
  switch (format) {
    case 'json': {
      const { findingsJson } = require('../report/findings/json') as typeof import('../report/findings/json');
      return findingsJson(findings);
    }
    case 'sarif': {
      const { findingsSarif } =
        require('../report/findings/sarif') as typeof import('../report/findings/sarif');
      return findingsSarif(findings, { version, rules, suppressed: result.suppressed, known });
    }
    case 'junit': {
      const { findingsJunit } =
        require('../report/findings/junit') as typeof import('../report/findings/junit');
      return findingsJunit(findings, { rules, fails: (severity) => isAtLeast(severity, failOn) });
    }
    default:
      return findingsText(findings, colors);
  }
}

/** `2 errors in 17 objects (1 ignored, 3 in the baseline)` */
export function summary(
  { objects, suppressed }: CheckResult,
  { findings, known, gone }: BaselineComparison,
): string {
  const aside = [
    ...(suppressed.length > 0 ? [`${suppressed.length} ignored`] : []),
    ...(known.length > 0 ? [`${known.length} in the baseline`] : []),
  ];
  const found = `${countFindings(findings)} in ${objects} object${objects === 1 ? '' : 's'}`;
  const stale =
    gone.length > 0
      ? `\n${gone.length} of the baseline ${gone.length === 1 ? 'is' : 'are'} no longer found; take ${gone.length === 1 ? 'it' : 'them'} out with --update-baseline`
      : '';
  return `${found}${aside.length > 0 ? ` (${aside.join(', ')})` : ''}${stale}`;
}
