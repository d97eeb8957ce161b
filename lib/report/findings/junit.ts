import { type Finding, placeOf, type Severity } from '../../checks/finding';
import type { Rule } from '../../checks/rule';
import { findingText } from './text';

/** What a JUnit report says beside its findings. */
export interface JunitOptions {
  /** All that were checked: those without findings are shown as passed. */
  readonly rules: readonly Rule[];
  /** Whether a finding of this severity counts as a failure; milder ones are told of as passed. */
  readonly fails: (severity: Severity) => boolean;
}

/** Findings as a JUnit report: a suite for each rule, a test case for each finding, or one that passed. */
export function findingsJunit(findings: readonly Finding[], { rules, fails }: JunitOptions): string {
  const byRule = new Map<string, Finding[]>(rules.map(({ id }) => [id, []]));
  for (const finding of findings) {
    const known = byRule.get(finding.rule);
    if (known) known.push(finding);
    else byRule.set(finding.rule, [finding]);
  }
  const suites = Array.from(byRule, ([rule, found]) => suiteOf(rule, found, fails));
  const failures = findings.filter(({ severity }) => fails(severity)).length;
  const tests = suites.reduce((sum, suite) => sum + suite.tests, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="seaworthy check" tests="${tests}" failures="${failures}">`,
    ...suites.flatMap(({ lines }) => lines),
    '</testsuites>',
  ].join('\n');
}

function suiteOf(rule: string, found: readonly Finding[], fails: JunitOptions['fails']) {
  const failures = found.filter(({ severity }) => fails(severity)).length;
  const tests = Math.max(1, found.length);
  const cases =
    found.length === 0
      ? [`    <testcase classname="${escaped(rule)}" name="no findings"/>`]
      : found.flatMap((finding) => caseOf(finding, fails(finding.severity)));
  return {
    tests,
    lines: [
      `  <testsuite name="${escaped(rule)}" tests="${tests}" failures="${failures}">`,
      ...cases,
      '  </testsuite>',
    ],
  };
}

function caseOf(finding: Finding, isFailure: boolean): readonly string[] {
  const { rule, severity, message, position } = finding;
  const file = position ? ` file="${escaped(position.file)}" line="${position.line}"` : '';
  const head = `    <testcase classname="${escaped(rule)}" name="${escaped(placeOf(finding) || message)}"${file}>`;
  const text = escaped(findingText(finding));
  const body = isFailure
    ? `      <failure type="${severity}" message="${escaped(message)}">${text}</failure>`
    : `      <system-out>${text}</system-out>`;
  return [head, body, '    </testcase>'];
}

/** Characters that XML cannot hold at all are left out. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll('\n', '&#10;')
  );
}
