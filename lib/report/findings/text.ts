import { describeOrigin, type Finding, placeOf, SEVERITIES, type Severity } from '../../checks/finding';

/** The colours of `picocolors` that findings are printed in. */
export interface FindingColors {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const PLAIN: FindingColors = {
  red: (text) => text,
  yellow: (text) => text,
  cyan: (text) => text,
  bold: (text) => text,
  dim: (text) => text,
};

const COLOR_OF: { readonly [severity in Severity]: 'red' | 'yellow' | 'cyan' } = {
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
};

/**
 * Findings for people, a few lines each: where, how bad and what, how to mend it, and who made the object.
 * @returns the empty text when there are none
 */
export function findingsText(findings: readonly Finding[], colors: FindingColors = PLAIN): string {
  return findings.map((finding) => findingText(finding, colors)).join('\n');
}

/** One finding for people, see {@link findingsText}. */
export function findingText(finding: Finding, colors: FindingColors = PLAIN): string {
  const { rule, severity, message, fix, origin } = finding;
  const head = placeOf(finding);
  const lines = [
    ...(head ? [colors.bold(head)] : []),
    `  ${colors[COLOR_OF[severity]](severity)}: ${message}  ${colors.dim(`[${rule}]`)}`,
    ...(fix ? [`  fix: ${fix}`] : []),
    ...(origin ? [`  ${colors.dim(`written by ${describeOrigin(origin)}`)}`] : []),
  ];
  return lines.join('\n');
}

/** `2 errors, 1 warning and 3 info`; `no findings`. */
export function countFindings(findings: readonly Finding[]): string {
  const counts = SEVERITIES.toReversed().flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    if (count === 0) return [];
    return severity === 'info' ? [`${count} info`] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  if (counts.length === 0) return 'no findings';
  return counts.length === 1 ? counts[0]! : `${counts.slice(0, -1).join(', ')} and ${counts.at(-1)}`;
}
