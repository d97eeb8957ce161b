import { Client } from '../../../../lib/client/client';
import { Random } from '../../../../lib/cluster/clock/random';
import { VirtualClock } from '../../../../lib/cluster/clock/virtual-clock';
import { buildControlPlane } from '../../../../lib/cluster/control-plane';
import { adminThrough } from '../../../../lib/cluster/identities';
import type { PersistentVolume } from '../../../../lib/kube/generated/core-v1';
import { PersistentVolumes } from '../../../../lib/kube/generated/resources';

const START = Date.parse('2026-01-01T00:00:00Z');
const VOLUME: PersistentVolume = {
  metadata: { name: 'disk' },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/disk' } },
};

let clock: VirtualClock;
let client: Client;
beforeEach(() => {
  clock = new VirtualClock(START);
  client = new Client(buildControlPlane({ clock, random: new Random(1) }).api, adminThrough('test'));
  client.create(PersistentVolumes, VOLUME);
  clock.runUntil(START + 60_000);
});

function report(status: PersistentVolume['status']): PersistentVolume['status'] {
  const volume = client.get(PersistentVolumes, '', 'disk');
  return client.updateStatus(PersistentVolumes, { ...volume, status: { ...volume.status, ...status } })
    .status;
}

test('a new phase says since when it holds', () => {
  expect(report({ phase: 'Available' })?.lastPhaseTransitionTime).toBe('2026-01-01T00:01:00Z');
});

test('a report of the same phase leaves the time as it was', () => {
  expect(report({ message: 'still waiting' })?.lastPhaseTransitionTime).toBe('2026-01-01T00:00:00Z');
});

test('whoever changes the phase may say since when', () => {
  const lastPhaseTransitionTime = '2025-12-31T00:00:00Z';
  expect(report({ phase: 'Available', lastPhaseTransitionTime })?.lastPhaseTransitionTime).toBe(
    lastPhaseTransitionTime,
  );
});
