import { orphansOf } from '../../../../lib/cluster/component/claims';
import { LabelCounts } from '../../../../lib/cluster/controllers/replicaset/label-counts';
import type { Pod } from '../../../../lib/kube/generated/core-v1';
import { LabelSelector } from '../../../../lib/kube/selectors/label-selector';

const WEB = { app: 'web' };
const WEB_SELECTOR = LabelSelector.ofMap(WEB);
const EVERYTHING = LabelSelector.everything;
const OWNED = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u1', controller: true }];

const pod = (
  labels?: { readonly [key: string]: string },
  ownerReferences: Pod['metadata']['ownerReferences'] = OWNED,
): Pod => ({
  metadata: { name: 'p', namespace: 'shop', labels, ownerReferences },
});

test('the pods of a controller are counted by what a selector says of their labels', () => {
  const counts = new LabelCounts();
  for (const labels of [WEB, WEB, { app: 'web', tier: 'front' }, { app: 'other' }, undefined])
    counts.added(pod(labels));
  expect(counts.matching('u1', WEB_SELECTOR)).toBe(3);
  expect(counts.matching('u1', EVERYTHING)).toBe(5);
  expect(counts.matching('u2', EVERYTHING)).toBe(0);
});

test('a pod that changes its labels counts with the new ones only', () => {
  const counts = new LabelCounts();
  const before = pod(WEB);
  counts.added(before);
  counts.updated(pod({ app: 'other' }), before);
  expect(counts.matching('u1', WEB_SELECTOR)).toBe(0);
  expect(counts.matching('u1', EVERYTHING)).toBe(1);
});

test('a pod that is released counts among the orphans of its namespace', () => {
  const counts = new LabelCounts();
  const before = pod(WEB);
  counts.added(before);
  counts.updated(pod(WEB, []), before);
  expect(counts.matching('u1', WEB_SELECTOR)).toBe(0);
  expect(counts.matching(orphansOf('shop'), WEB_SELECTOR)).toBe(1);
});

test('a pod that is gone counts no more', () => {
  const counts = new LabelCounts();
  counts.added(pod(WEB));
  counts.deleted(pod(WEB));
  expect(counts.matching('u1', EVERYTHING)).toBe(0);
});
