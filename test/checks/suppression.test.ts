import type { Rule } from '../../lib/checks/rule';
import { checkObjects } from '../../lib/checks/run-checks';
import { object } from './checking';

const rule: Rule = {
  id: 'own-rule',
  severity: 'error',
  why: 'It is only a test.',
  fix: 'nothing',
  *check({ objects }) {
    for (const { object: one } of objects)
      if (one.metadata.name === 'bad') yield { object: one, message: 'is bad' };
  },
};

function check(name: string, ignore: string) {
  const annotations = { 'checks.seaworthy.dev/ignore': ignore };
  const one = object('v1', 'ConfigMap', name, { metadata: { annotations } });
  const { findings, suppressed } = checkObjects([{ object: one }], { rules: [rule] });
  return {
    findings: findings.map(({ rule: id, message }) => `${id}: ${message}`),
    suppressed: suppressed.map(({ finding, reason }) => `${finding.message}: ${reason}`),
  };
}

test('a finding is suppressed by its rule’s name and a reason', () => {
  expect(check('bad', 'own-rule: it will be good in May')).toEqual({
    findings: [],
    suppressed: ['is bad: it will be good in May'],
  });
});

test('several rules are suppressed with semicolons between', () => {
  expect(check('bad', 'no-such-thing: why; own-rule: because')).toEqual({
    findings: ['suppression: there is no rule "no-such-thing"'],
    suppressed: ['is bad: because'],
  });
});

test('a suppression without a reason suppresses nothing', () => {
  expect(check('bad', 'own-rule')).toEqual({
    findings: ['own-rule: is bad', 'suppression: gives no reason to ignore own-rule, and so ignores nothing'],
    suppressed: [],
  });
});

test('a mistyped rule is told', () => {
  expect(check('bad', 'own-rul: because').findings).toEqual([
    'own-rule: is bad',
    'suppression: there is no rule "own-rul"; did you mean "own-rule"?',
  ]);
});

test('a suppression that is no longer needed is told', () => {
  expect(check('good', 'own-rule: it was bad').findings).toEqual([
    'unused-suppression: own-rule finds nothing here that could be ignored',
  ]);
});
