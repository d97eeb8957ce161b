import { VirtualClock } from '../../../lib/cluster/clock/virtual-clock';
import { Cluster } from '../../../lib/cluster/cluster';
import type { StatefulSet } from '../../../lib/kube/generated/apps-v1';
import {
  Events,
  PersistentVolumeClaims,
  PersistentVolumes,
  StatefulSets,
  StorageClasses,
} from '../../../lib/kube/generated/resources';

const database: StatefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db', namespace: 'default' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'db' } },
    template: {
      metadata: { labels: { app: 'db' } },
      spec: {
        containers: [{ name: 'db', image: 'db:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
      },
    },
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ],
  },
};

function start() {
  const clock = new VirtualClock();
  const cluster = new Cluster({ clock });
  const client = cluster.admin('test');
  const settle = () => {
    while (clock.hasWork()) clock.step();
  };
  settle();
  return { cluster, client, settle };
}

test('the pods of a StatefulSet get volumes when they get nodes', () => {
  const { cluster, client, settle } = start();
  client.create(StatefulSets, database);
  settle();
  const claims = client.list(PersistentVolumeClaims, 'default').items;
  expect(claims.map(({ metadata, status }) => [metadata.name, status?.phase])).toEqual([
    ['data-db-0', 'Bound'],
    ['data-db-1', 'Bound'],
  ]);
  expect(client.get(StatefulSets, 'default', 'db').status).toMatchObject({ readyReplicas: 2 });
  const told = client
    .list(Events, 'default')
    .items.filter(({ involvedObject }) => involvedObject.name === 'data-db-0')
    .map(({ reason }) => reason);
  expect(told).toEqual([
    'WaitForPodScheduled',
    'ExternalProvisioning',
    'Provisioning',
    'ProvisioningSucceeded',
  ]);
  cluster.stop();
});

test('a volume goes when its claim goes', () => {
  const { cluster, client, settle } = start();
  client.create(StatefulSets, database);
  settle();
  client.delete(StatefulSets, 'default', 'db');
  settle();
  client.delete(PersistentVolumeClaims, 'default', 'data-db-1');
  settle();
  expect(client.list(PersistentVolumes).items.map(({ spec }) => spec!.claimRef!.name)).toEqual(['data-db-0']);
  cluster.stop();
});

test('a claim of a class that does not wait gets its volume at once', () => {
  const { cluster, client, settle } = start();
  client.create(StorageClasses, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast' },
    provisioner: 'disk.example.com',
    reclaimPolicy: 'Retain',
  });
  client.create(PersistentVolumeClaims, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default' },
    spec: { ...database.spec!.volumeClaimTemplates![0]!.spec, storageClassName: 'fast' },
  });
  settle();
  const [volume] = client.list(PersistentVolumes).items;
  expect(volume).toMatchObject({
    spec: {
      csi: { driver: 'disk.example.com' },
      persistentVolumeReclaimPolicy: 'Retain',
      capacity: { storage: '1Gi' },
    },
    status: { phase: 'Bound' },
  });
  cluster.stop();
});

test('a claim that asks for more gets more', () => {
  const { cluster, client, settle } = start();
  client.create(StatefulSets, database);
  settle();
  const body = { spec: { resources: { requests: { storage: '3Gi' } } } };
  client.patch(PersistentVolumeClaims, 'default', 'data-db-0', 'merge', body);
  settle();
  const claim = client.get(PersistentVolumeClaims, 'default', 'data-db-0');
  expect(claim.status!.capacity).toEqual({ storage: '3Gi' });
  expect(client.get(PersistentVolumes, '', claim.spec!.volumeName!).spec!.capacity).toEqual({
    storage: '3Gi',
  });
  cluster.stop();
});
