import type { Finding } from '../../../lib/checks/finding';
import type { KubeObject } from '../../../lib/kube/object';
import { MOST_BYTES, REVIEW_MARKER, reviewMarkdown } from '../../../lib/report/review/markdown';
import { reviewOf, reviewOfPair } from './review-of';

const inputs = (objects: readonly unknown[]) => objects.map((object) => ({ object: object as KubeObject }));

test('a pipeline finds its comment by the first line', () => {
  expect(reviewMarkdown(reviewOfPair('replicas up')).split('\n')[0]).toBe(REVIEW_MARKER);
});

test.each([
  ['PVC shrunk', '## 🔴 Stop and look: PersistentVolumeClaim/uploads shrinks from 20Gi to 10Gi'],
  ['replicas to none', '## 🔴 Stop and look: Service/api loses all its pods'],
  [
    'secret rotated',
    '## 🟠 Check before merging: Secret/db-credentials reaches the pods of StatefulSet/db only after a restart',
  ],
  ['image bump, minor', '## 🔵 Nothing dangerous: Deployment/api restarts its 3 pods'],
  ['replicas up', '## ⚪ No effect to worry about'],
  ['1000m as 1', '## ✅ Nothing changes, and the checks find nothing new'],
])('%s: the first line is enough to act on', (name, line) => {
  expect(reviewMarkdown(reviewOfPair(name)).split('\n')[1]).toMatch(
    new RegExp(`^${line.replace(/[/()]/g, '\\$&')}`),
  );
});

test('the worst is told first, what is only worth knowing folded', () => {
  const text = reviewMarkdown(reviewOfPair('label added to the selector'));
  expect(text.indexOf('### What it does')).toBeLessThan(text.indexOf('### Objects'));
  expect(text).toContain('- 🔴 the API server refuses this update (spec.selector: field is immutable)');
  const bump = reviewMarkdown(reviewOfPair('image bump, minor'));
  expect(bump).toContain(
    '- 🔵 Deployment/api restarts its 3 pods, at most 1 at a time\n- ⚪ container api: shop/api 1.4.2 → 1.5.0 (minor)',
  );
  const mixed = reviewMarkdown(reviewOfPair('PVC renamed'));
  expect(mixed).toContain('<details><summary>1 to know of</summary>\n\n- 🔵 Deployment/api restarts');
});

test('new findings say where and how to mend them, known ones are counted', () => {
  const finding: Finding = {
    rule: 'latest-tag',
    severity: 'error',
    message: 'image has no version.',
    fix: 'name one',
    object: { apiVersion: 'v1', kind: 'Pod', namespace: '', name: 'a' },
    field: 'spec.containers[0].image',
    position: { file: 'dist/a.yaml', line: 7, column: 1 },
    origin: { path: 'shop/a', type: 'WebService', source: { file: 'apps/shop.ts', line: 3 } },
  };
  const text = reviewMarkdown(reviewOf([], [], { findings: [finding], known: [finding, finding] }));
  expect(text).toContain(
    '- 🔴 `Pod/a`: image has no version (`spec.containers[0].image`); fix: name one <sub>latest-tag</sub> — `apps/shop.ts:3`',
  );
  expect(text).toContain('Checks: 1 error that is new, 2 known.');
  expect(text).toContain('## 🔴 Stop and look: Pod/a: image has no version');
});

test('a verdict of a rehearsal comes before the rest', () => {
  const verdicts = [
    { title: 'Rehearsal', severity: 'danger', summary: '37 requests fail', details: 'All of them.' },
  ] as const;
  const text = reviewMarkdown(reviewOfPair('image bump, minor', { verdicts }));
  expect(text).toContain('## 🔴 Stop and look: Rehearsal: 37 requests fail');
  expect(text.indexOf('### Rehearsal')).toBeLessThan(text.indexOf('### What it does'));
});

test('the diagram marks what changes and shows what is connected', () => {
  const { topology } = reviewOfPair('Service removed');
  expect(topology).toMatch(/n\d+\["Service<br\/>api<br\/><i>deleted<\/i>"\]:::delete/);
  expect(topology).toContain('["Ingress<br/>edge"]');
  expect(topology).toContain('["Deployment<br/>api"]');
  expect(topology).toContain('["ConfigMap<br/>api-settings"]');
  expect(topology).not.toContain('StatefulSet');
});

test('a change without connections has no diagram', () => {
  expect(reviewOfPair('custom resource changed').topology).toBe('');
});

/** As many Services without pods, ConfigMaps and claims as asked for. */
function many(count: number, version: string): readonly unknown[] {
  const metadata = (name: string) => ({ name, namespace: 'shop' });
  return Array.from({ length: count }, (_, index) => [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(`settings-${index}`), data: { v: version } },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: metadata(`data-${index}`),
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: version } } },
    },
  ]).flat();
}

test('a comment never exceeds the size that is taken, keeps the worst, and says what was cut', () => {
  const review = reviewOf(inputs(many(400, '20Gi')), inputs(many(400, '10Gi')));
  const text = reviewMarkdown(review);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
  expect(Buffer.byteLength(text)).toBeGreaterThan(MOST_BYTES * 0.8);
  expect(text).toContain('PersistentVolumeClaim/data-0 shrinks');
  expect(text).toContain('800 objects change');
  expect(text).toMatch(/\*\d+ more do not fit into this comment\.\*/);
  // What does nothing is cut before what loses data.
  expect(text).not.toContain('ConfigMap/settings-0 in shop');
  expect(text.trimEnd().endsWith('</sub>')).toBe(true);
});

test.each([300, 1_000, 3_000, 8_000])('a limit of %i bytes is kept, if it takes the head at all', (most) => {
  const text = reviewMarkdown(reviewOfPair('namespace renamed'), most);
  const least = Buffer.byteLength(reviewMarkdown(reviewOfPair('namespace renamed'), 1));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(Math.max(most, least));
});

test('the same review gives the same text', () => {
  expect(reviewMarkdown(reviewOfPair('namespace renamed'))).toBe(
    reviewMarkdown(reviewOfPair('namespace renamed')),
  );
});

test('nothing in a manifest becomes markup or a mention', () => {
  const map = (name: string, value: string) => ({
    apiVersion: 'acme.dev/v1',
    kind: 'Thing<img>',
    metadata: { name },
    spec: { text: value },
  });
  const text = reviewMarkdown(
    reviewOf(inputs([map('@everyone', 'one')]), inputs([map('@everyone', '```\n</details>')])),
  );
  const outside = text.replace(/^(`{3,})[^`][\s\S]*?^\1$/gm, '').replace(/`+[^`]*`+/g, '');
  expect(outside).not.toContain('<img>');
  expect(outside).not.toMatch(/@everyone/);
});
