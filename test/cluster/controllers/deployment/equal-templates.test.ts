import { equalTemplates } from '../../../../lib/cluster/controllers/deployment/equal-templates';
import type { PodTemplateSpec } from '../../../../lib/kube/generated/core-v1';

const template = (container: object): PodTemplateSpec => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image: 'main:1', ...container }] },
});

test.each([
  [
    'quantities by value',
    { resources: { requests: { cpu: '1' } } },
    { resources: { requests: { cpu: '1000m' } } },
    true,
  ],
  [
    'other quantities',
    { resources: { requests: { cpu: '1' } } },
    { resources: { requests: { cpu: '2' } } },
    false,
  ],
  ['an empty list and none', { env: [] }, {}, true],
  [
    'texts that look like quantities',
    { env: [{ name: 'A', value: '1' }] },
    { env: [{ name: 'A', value: '1000m' }] },
    false,
  ],
  ['lists of different length', { args: ['a'] }, { args: ['a', 'b'] }, false],
  ['a field more', { tty: true }, {}, false],
])('%s', (_what, a, b, expected) => {
  expect(equalTemplates(template(a), template(b))).toBe(expected);
  expect(equalTemplates(template(b), template(a))).toBe(expected);
});
