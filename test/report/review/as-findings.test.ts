import type { Finding } from '../../../lib/checks/finding';
import { CONSEQUENCE_RULES, reviewFindings } from '../../../lib/report/review/as-findings';
import { reviewJson } from '../../../lib/report/review/json';
import { reviewOf, reviewOfPair } from './review-of';

test('consequences from a warning on are at the line of their object', () => {
  const [first, ...others] = reviewFindings(reviewOfPair('targetPort typo'));
  expect(first).toMatchObject({
    rule: 'change-traffic',
    severity: 'error',
    field: 'spec.ports[port=80].targetPort',
    object: { kind: 'Service', name: 'api' },
    position: { file: 'head.yaml' },
  });
  expect(others).toEqual([]);
  expect(reviewFindings(reviewOfPair('image bump, minor'))).toEqual([]);
});

test('every consequence has a rule that says what it is', () => {
  const rules = new Set(CONSEQUENCE_RULES.map(({ id }) => id));
  for (const name of ['PVC shrunk', 'NetworkPolicy removed', 'PDB removed', 'privileged container'])
    for (const { rule } of reviewFindings(reviewOfPair(name))) expect(rules).toContain(rule);
});

test("what the author's own line is known of is there, and not in the manifest", () => {
  const finding: Finding = {
    rule: 'latest-tag',
    severity: 'warning',
    message: 'image has no version',
    fix: '',
    object: { apiVersion: 'v1', kind: 'Pod', namespace: '', name: 'a' },
    field: '',
    position: { file: 'dist/a.yaml', line: 7, column: 1 },
    origin: { path: 'shop/a', type: 'WebService', source: { file: 'apps/shop.ts', line: 3 } },
  };
  expect(reviewFindings(reviewOf([], [], { findings: [finding] }))[0]!.position).toEqual({
    file: 'apps/shop.ts',
    line: 3,
    column: 1,
  });
});

test("consequences are at the author's own line as well", () => {
  const originOf = () => ({
    path: 'shop/api',
    type: 'WebService',
    source: { file: 'apps/shop.ts', line: 5 },
  });
  expect(reviewFindings(reviewOfPair('targetPort typo', { originOf }))[0]).toMatchObject({
    rule: 'change-traffic',
    position: { file: 'apps/shop.ts', line: 5 },
  });
});

test('programs get everything in one object', () => {
  const told = JSON.parse(reviewJson(reviewOfPair('secret rotated')));
  expect(Object.keys(told)).toEqual([
    'base',
    'worst',
    'diff',
    'findings',
    'known',
    'mended',
    'verdicts',
    'notes',
  ]);
  expect(told.worst).toBe('warning');
  expect(told.diff.changes[0].fields[0]).toMatchObject({ before: '*** (before)', after: '*** (after)' });
});
