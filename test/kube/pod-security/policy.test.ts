import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { invalidObject } from '../../../lib/kube/field-error';
import type { Status } from '../../../lib/kube/generated/meta-v1';
import { Namespaces } from '../../../lib/kube/generated/resources';
import {
  compareLevels,
  DEFAULT_POLICY,
  namespacePolicy,
  parsePolicyVersion,
  printLevelVersion,
} from '../../../lib/kube/pod-security/policy';
import { FOLDER } from './recorded';

interface LabelCase {
  readonly name: string;
  readonly labels: { readonly [key: string]: string };
}

const cases: readonly LabelCase[] = parse(readFileSync(join(FOLDER, 'labels.cases.yaml'), 'utf8'));
const answers: readonly { name: string; code: number; status?: Status }[] = JSON.parse(
  readFileSync(join(FOLDER, 'labels.answers.json'), 'utf8'),
);

describe('labels are refused as by a real API server', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', (name, { labels }) => {
    const answer = answers.find((one) => one.name === name)!;
    const { errors } = namespacePolicy(labels);
    const status = errors.length > 0 ? invalidObject(Namespaces, 'labels', errors).status : undefined;
    expect(status).toEqual(answer.status);
  });
});

const enforce = 'pod-security.kubernetes.io/enforce';
const audit = 'pod-security.kubernetes.io/audit';
const warn = 'pod-security.kubernetes.io/warn';

test('a namespace without labels has the default policy', () => {
  expect(namespacePolicy(undefined).policy).toBe(DEFAULT_POLICY);
  expect(namespacePolicy({ team: 'a' }).policy).toEqual(DEFAULT_POLICY);
});

test('a namespace that enforces a level warns of it as well', () => {
  const { policy } = namespacePolicy({ [enforce]: 'baseline', [`${enforce}-version`]: 'v1.25' });
  expect(policy.warn).toEqual({ level: 'baseline', version: 25 });
});

test('a version for warnings is kept when the level follows the enforced one', () => {
  const { policy } = namespacePolicy({ [enforce]: 'baseline', [`${warn}-version`]: 'v1.30' });
  expect(policy.warn).toEqual({ level: 'baseline', version: 30 });
});

test('a level for warnings is kept, though it is less strict than the enforced one', () => {
  const { policy } = namespacePolicy({ [enforce]: 'restricted', [warn]: 'baseline' });
  expect(policy.warn.level).toBe('baseline');
});

test('a level that cannot be read enforces the strictest, and warns of nothing', () => {
  const { policy } = namespacePolicy({ [enforce]: 'x', [audit]: 'x', [`${enforce}-version`]: 'x' });
  expect(policy.enforce).toEqual({ level: 'restricted', version: 'latest' });
  expect(policy.audit.level).toBe('privileged');
  expect(policy.warn.level).toBe('privileged');
});

test('levels are ordered by strictness', () => {
  expect(compareLevels('privileged', 'baseline')).toBeLessThan(0);
  expect(compareLevels('restricted', 'baseline')).toBeGreaterThan(0);
  expect(compareLevels('baseline', 'baseline')).toBe(0);
});

test('policies are printed with their version', () => {
  expect(printLevelVersion({ level: 'restricted', version: 'latest' })).toBe('restricted:latest');
  expect(printLevelVersion({ level: 'baseline', version: 25 })).toBe('baseline:v1.25');
});

test.each(['v1.', 'v1.007', 'v2.1', '1.2', 'v1.-1', 'Latest', ''])('%j is no version', (text) => {
  expect(parsePolicyVersion(text)).toBeUndefined();
});
