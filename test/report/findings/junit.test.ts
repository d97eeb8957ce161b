import type { Rule } from '../../../lib/checks/rule';
import { findingsJunit } from '../../../lib/report/findings/junit';
import { ERROR, INFO } from './example';

const rules: readonly Rule[] = ['schema', 'service-target-port'].map((id) => ({
  id,
  severity: 'error',
  why: '',
  fix: '',
  check: () => [],
}));

const options = { rules, fails: (severity: string) => severity === 'error' };

test('every rule is a suite, and every finding at or above the limit a failure', () => {
  const report = findingsJunit([ERROR, INFO], options);
  expect(report).toContain('<testsuites name="seaworthy check" tests="3" failures="1">');
  expect(report).toContain('<testsuite name="schema" tests="1" failures="0">');
  expect(report).toContain('<testsuite name="service-target-port" tests="1" failures="1">');
  expect(report).toContain('<testsuite name="own-rule" tests="1" failures="0">');
  expect(report).toContain('<system-out>  info: the rule failed: oh  [own-rule]</system-out>');
});

test('texts are escaped for XML', () => {
  const report = findingsJunit([{ ...ERROR, message: 'a "b" <c> & \u0007d' }], options);
  expect(report).toContain('<failure type="error" message="a &quot;b&quot; &lt;c&gt; &amp; d">');
  expect(report).toContain('file="dist/my shop.k8s.yaml" line="41"');
});
