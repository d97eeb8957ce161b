import {
  hasRightOwners,
  withRightOwners,
} from '../../../../lib/cluster/controllers/statefulset/claim-retention';
import type { StatefulSet } from '../../../../lib/kube/generated/apps-v1';
import type { OwnerReference } from '../../../../lib/kube/object';

type Policy = NonNullable<NonNullable<StatefulSet['spec']>['persistentVolumeClaimRetentionPolicy']>;

const bySet: OwnerReference = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  name: 'db',
  uid: 'set',
  controller: true,
  blockOwnerDeletion: true,
};
const byPod: OwnerReference = { ...bySet, apiVersion: 'v1', kind: 'Pod', name: 'db-1', uid: 'pod' };
const byOther: OwnerReference = { ...bySet, name: 'other', uid: 'other' };

function retained(policy: Policy, owners: readonly OwnerReference[], replicas = 2) {
  const template = { spec: { containers: [] } };
  return {
    claim: { metadata: { name: 'data-db-1', ...(owners.length ? { ownerReferences: owners } : {}) } },
    set: {
      metadata: { name: 'db', uid: 'set' },
      spec: { selector: {}, template, replicas, persistentVolumeClaimRetentionPolicy: policy },
    },
    pod: { metadata: { name: 'db-1', uid: 'pod' } },
  };
}

function owners(policy: Policy, before: readonly OwnerReference[], replicas?: number) {
  return withRightOwners(retained(policy, before, replicas)).metadata.ownerReferences ?? [];
}

const KEEP: Policy = { whenDeleted: 'Retain', whenScaled: 'Retain' };
const WITH_SET: Policy = { whenDeleted: 'Delete', whenScaled: 'Retain' };
const WITH_POD: Policy = { whenDeleted: 'Retain', whenScaled: 'Delete' };
const WITH_BOTH: Policy = { whenDeleted: 'Delete', whenScaled: 'Delete' };

test.each([
  ['stays with nobody', KEEP, 2, []],
  ['goes with its set', WITH_SET, 2, [bySet]],
  ['goes with its set even when its pod is one too many', WITH_SET, 1, [bySet]],
  ['stays while its pod is wanted', WITH_POD, 2, []],
  ['goes with a pod that is one too many', WITH_POD, 1, [byPod]],
  ['goes with its set while its pod is wanted', WITH_BOTH, 2, [bySet]],
  ['goes with a pod that is one too many, not with the set', WITH_BOTH, 1, [byPod]],
] as const)('a claim %s', (_name, policy, replicas, expected) => {
  for (const before of [[], [bySet], [byPod], [bySet, byPod]]) {
    expect(owners(policy, before, replicas)).toEqual(expected);
    const isRight = JSON.stringify(before) === JSON.stringify(expected);
    expect(hasRightOwners(retained(policy, before, replicas))).toBe(isRight);
  }
});

test('owners that are no business of the set stay', () => {
  const guest = { ...byOther, controller: false };
  expect(owners(WITH_SET, [guest])).toEqual([guest, bySet]);
});

test('a claim that somebody else controls is left to them', () => {
  expect(hasRightOwners(retained(WITH_SET, [byOther]))).toBe(true);
  expect(hasRightOwners(retained(WITH_SET, [byOther, bySet]))).toBe(false);
  expect(owners(WITH_SET, [byOther, bySet])).toEqual([byOther]);
});

test('a claim of a former set or pod of the same name is not touched', () => {
  expect(hasRightOwners(retained(WITH_SET, [{ ...bySet, uid: 'former' }]))).toBe(true);
  expect(hasRightOwners(retained(KEEP, [{ ...byPod, uid: 'former' }]))).toBe(true);
});

test('an owner that does not control is made one that does', () => {
  expect(hasRightOwners(retained(WITH_SET, [{ ...bySet, controller: false }]))).toBe(false);
  expect(owners(WITH_SET, [{ ...bySet, controller: false }])).toEqual([bySet]);
});
