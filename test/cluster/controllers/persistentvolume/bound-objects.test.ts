import {
  claimBoundTo,
  claimStatus,
  mismatch,
  unboundVolume,
  volumeBoundTo,
} from '../../../../lib/cluster/controllers/persistentvolume/bound-objects';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../../lib/kube/generated/core-v1';

const claim: PersistentVolumeClaim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'shop', uid: 'c', resourceVersion: '5' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'fast',
    resources: { requests: { storage: '2Gi' } },
  },
  status: { phase: 'Pending' },
};

function volume(spec: Partial<NonNullable<PersistentVolume['spec']>> = {}): PersistentVolume {
  return {
    metadata: { name: 'disk' },
    spec: {
      capacity: { storage: '5Gi' },
      accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
      storageClassName: 'fast',
      ...spec,
    },
  };
}

test('a volume that the controller chose says so', () => {
  const bound = volumeBoundTo(volume(), claim);
  expect(bound.metadata.annotations).toEqual({ 'pv.kubernetes.io/bound-by-controller': 'yes' });
  expect(bound.spec!.claimRef).toMatchObject({ namespace: 'shop', name: 'data', uid: 'c' });
  expect(volumeBoundTo(bound, claim)).toBe(bound);
});

test('a volume that the user meant for the claim is only completed', () => {
  const bound = volumeBoundTo(volume({ claimRef: { namespace: 'shop', name: 'data' } }), claim);
  expect(bound.metadata.annotations).toBeUndefined();
  expect(bound.spec!.claimRef!.uid).toBe('c');
});

test('a claim is bound once', () => {
  const bound = claimBoundTo(claim, volume());
  expect(bound.spec!.volumeName).toBe('disk');
  expect(bound.metadata.annotations).toEqual({
    'pv.kubernetes.io/bound-by-controller': 'yes',
    'pv.kubernetes.io/bind-completed': 'yes',
  });
  expect(claimBoundTo(bound, volume())).toBe(bound);
});

test('what the controller bound is given back, what the user meant stays', () => {
  expect(unboundVolume(volumeBoundTo(volume(), claim))).toEqual(volume());
  const meant = volume({ claimRef: { namespace: 'shop', name: 'data' } });
  expect(unboundVolume(volumeBoundTo(meant, claim)).spec!.claimRef).toMatchObject({ name: 'data' });
  expect(unboundVolume(volumeBoundTo(meant, claim)).spec!.claimRef).not.toHaveProperty('uid');
});

test('a bound claim shows what its volume offers, and a lost one nothing', () => {
  const status = claimStatus(claim, 'Bound', volume());
  expect(status).toEqual({
    phase: 'Bound',
    accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
    capacity: { storage: '5Gi' },
  });
  expect(claimStatus({ ...claim, status }, 'Bound', volume())).toBe(status);
  expect(claimStatus({ ...claim, status }, 'Lost', undefined)).toEqual({ phase: 'Lost' });
});

test.each([
  ['is too small', { capacity: { storage: '1Gi' } }, 'requested PV is too small'],
  ['has another class', { storageClassName: 'slow' }, 'storageClassName does not match'],
  ['is a block device', { volumeMode: 'Block' as const }, 'incompatible volumeMode'],
  ['can only be read', { accessModes: ['ReadOnlyMany' as const] }, 'incompatible accessMode'],
  ['fits', {}, undefined],
])('a requested volume that %s', (_name, spec, problem) => {
  expect(mismatch(volume(spec), claim)).toBe(problem);
});
