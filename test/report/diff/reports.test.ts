import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffJson } from '../../../lib/report/diff/json';
import { diffMarkdown } from '../../../lib/report/diff/markdown';
import { diffText } from '../../../lib/report/diff/terminal';
import { comparePair, type ManifestPair, pairFiles } from '../../diff/pairs';
import { type JsonSchema, violations } from './json-schema';

const SCHEMA = JSON.parse(
  readFileSync(join(__dirname, '../../../docs/diff.schema.json'), 'utf8'),
) as JsonSchema;
const PAIRS = pairFiles().flatMap(({ pairs }) => pairs);
const pairNamed = (name: string): ManifestPair => PAIRS.find((pair) => pair.name === name)!;

test('the JSON of every pair is as its published schema says', () => {
  for (const pair of PAIRS)
    expect(violations(JSON.parse(diffJson(comparePair(pair).diff)), SCHEMA)).toEqual([]);
});

test('the schema refuses what is no diff', () => {
  const diff = JSON.parse(diffJson(comparePair(pairNamed('replicas up')).diff));
  diff.changes[0].consequences[0].type = 'magic';
  delete diff.changes[0].object.kind;
  diff.more = 1;
  expect(violations(diff, SCHEMA)).toEqual([
    '$.changes[0].object.kind is missing',
    '$.changes[0].consequences[0].type is "magic"',
    '$.more is not known',
  ]);
});

test('people read a diff by workload, what nothing comes of in one line', () => {
  const { diff } = comparePair(pairNamed('ConfigMap changed, with a hash annotation'));
  expect(diffText(diff)).toBe(`Deployment/web  shop
  ~ Deployment/web
      notice  Deployment/web restarts its 2 to 6 pods, at most 1 to 3 at a time  [rolling-restart]
  ~ ConfigMap/web-config  ConfigMap/web-config reaches Deployment/web, which this change restarts
  depends on it: shop.example.com, Service/web

2 objects change (2 updated): 1 notice, 1 info`);
});

test('objects that a release only labels anew are told of together', () => {
  const { diff } = comparePair(pairNamed('release labels of everything'));
  expect(diffText(diff)).toBe(`labels and annotations of the objects themselves  helm.sh/chart
  ~ ConfigMap/a, Service/a  running pods are not affected

2 objects change (2 updated): 2 info`);
  expect(diffText(diff, { full: true })).toContain('metadata.labels: {"helm.sh/chart":"shop-2"}');
  expect(diffMarkdown(diff)).toContain('Only their own labels and annotations (`helm.sh/chart`) change');
});

test('on demand every field is shown, secrets masked', () => {
  const { diff } = comparePair(pairNamed('secret rotated'));
  expect(diffText(diff)).not.toContain('data[root]');
  expect(diffText(diff, { full: true })).toContain('data[root]: *** (before) → *** (after)');
});

test.each(['secret rotated', 'password in the environment changed', 'namespace renamed'])(
  '%s: no output has the secret',
  (name) => {
    const { diff } = comparePair(pairNamed(name));
    const told = [diffText(diff, { full: true }), diffMarkdown(diff), diffJson(diff)].join();
    for (const secret of ['old-secret-value', 'new-secret-value', 'first-password', 'second-password']) {
      expect(told).not.toContain(secret);
      expect(told).not.toContain(Buffer.from(secret).toString('base64'));
    }
  },
);

test('nothing that differs is one sentence', () => {
  const { diff } = comparePair(pairNamed('1000m as 1'));
  expect(diffText(diff)).toBe('no differences');
  expect(diffMarkdown(diff)).toBe('**no differences**');
});

test('Markdown tells the worst first and folds the fields', () => {
  const { diff } = comparePair(pairNamed('RoleBinding to cluster-admin'));
  expect(diffMarkdown(diff)).toContain('🔴 ServiceAccount/api may now do \\* × \\* in namespace shop');
  const fields = diffMarkdown(comparePair(pairNamed('replicas up')).diff);
  expect(fields).toContain('<details><summary>1 field</summary>\n\n```\nspec.replicas: 3 → 5\n```');
});

test('a value with ticks stays inside of its block of code', () => {
  const base = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { text: one }\n';
  const pair = { name: 'ticks', base, everywhere: { one: '"```\\n# title"' }, expect: '' };
  expect(diffMarkdown(comparePair(pair).diff)).toContain('````\ndata[text]: one → "```\\n# title"\n````');
});
