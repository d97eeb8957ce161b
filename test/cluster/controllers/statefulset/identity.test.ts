import {
  claimsOf,
  hasIdentity,
  isMember,
  isWanted,
  ordinalOf,
  withStorage,
} from '../../../../lib/cluster/controllers/statefulset/identity';
import type { StatefulSet } from '../../../../lib/kube/generated/apps-v1';

const set: StatefulSet = {
  metadata: { name: 'db', namespace: 'shop' },
  spec: {
    replicas: 2,
    ordinals: { start: 3 },
    selector: { matchLabels: { app: 'db' } },
    template: { spec: { containers: [] } },
    volumeClaimTemplates: [{ metadata: { name: 'data', labels: { tier: 'data', app: 'own' } }, spec: {} }],
  },
};

const pod = (name: string, labels = {}) => ({ metadata: { name, labels } });

test('a pod is known by the number at the end of its name', () => {
  expect(['db-3', 'db-03', 'db', 'db-x', 'db-99999999999'].map((name) => ordinalOf(pod(name)))).toEqual([
    3, 3, -1, -1, -1,
  ]);
  expect(['db-3', 'other-3', 'db-x-3'].map((name) => isMember(pod(name), set))).toEqual([true, false, false]);
});

test('ordinals are wanted from the first one on', () => {
  expect([2, 3, 4, 5].map((ordinal) => isWanted(ordinal, set))).toEqual([false, true, true, false]);
});

test('a pod needs its label and a proper number', () => {
  const label = (name: string) => ({ 'statefulset.kubernetes.io/pod-name': name });
  expect(hasIdentity(pod('db-3', label('db-3')), set)).toBe(true);
  expect(hasIdentity(pod('db-3'), set)).toBe(false);
  expect(hasIdentity(pod('db-03', label('db-03')), set)).toBe(false);
});

test('claims are called after template, set and number, and have the labels of the selector', () => {
  expect(claimsOf(set, 3).map(({ metadata }) => metadata)).toEqual([
    { name: 'data-db-3', namespace: 'shop', labels: { tier: 'data', app: 'db' } },
  ]);
});

test('a claim takes the place of a volume of its name', () => {
  const volumes = [
    { name: 'tmp', emptyDir: {} },
    { name: 'data', emptyDir: {} },
  ];
  expect(withStorage(volumes, set, 3)).toEqual([
    { name: 'data', persistentVolumeClaim: { claimName: 'data-db-3' } },
    { name: 'tmp', emptyDir: {} },
  ]);
});
