import type { PersistentVolumeClaim } from '../../../lib/kube/generated/core-v1';
import {
  PersistentVolumeClaims,
  PersistentVolumes,
  StorageClasses,
} from '../../../lib/kube/generated/resources';
import { SchedulingCluster } from './scheduling-cluster';
import { NAMESPACE } from './situation';

const MINUTE = 60_000;
const mounting = (claimName: string) => ({
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
});

let cluster: SchedulingCluster;
beforeEach(() => {
  cluster = new SchedulingCluster();
  cluster.addNode({ name: 'n1' });
});
afterEach(() => cluster.stop());

function addClass(name: string, provisioner: string): void {
  cluster.create(StorageClasses, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner,
    volumeBindingMode: 'WaitForFirstConsumer',
  });
}

function addClaim(name: string, storageClassName: string): void {
  cluster.create(PersistentVolumeClaims, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: NAMESPACE },
    spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
}

function addVolume(name: string, storageClassName: string): void {
  cluster.createWithStatus(PersistentVolumes, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      storageClassName,
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      nfs: { server: 'nfs.example.com', path: '/' },
    },
    status: { phase: 'Available' },
  });
}

const claim = (name: string) => cluster.client.get(PersistentVolumeClaims, NAMESPACE, name);

/** What the persistent volume controller writes when a claim has its volume. */
function completeBinding(name: string, volumeName: string): void {
  const { metadata, spec, ...rest } = claim(name);
  const annotations = { ...metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes' };
  const bound: PersistentVolumeClaim = {
    ...rest,
    metadata: { ...metadata, annotations },
    spec: { ...spec!, volumeName },
  };
  cluster.client.update(PersistentVolumeClaims, bound);
}

test('a pod without its claim waits for it', () => {
  cluster.addPod({ name: 'web', spec: mounting('data') });
  cluster.settle();
  expect(cluster.problem('web')).toBe(
    'Unschedulable: 0/1 nodes are available: persistentvolumeclaim "data" not found. not found',
  );
  addClass('late', 'example.com/disk');
  addClaim('data', 'late');
  cluster.settle();
  expect(cluster.pod('web').status?.nominatedNodeName).toBe('n1');
});

test('a claim that waits for its consumer is told the node, and the pod is bound when the volume is there', () => {
  addClass('late', 'example.com/disk');
  addClaim('data', 'late');
  cluster.addPod({ name: 'web', spec: mounting('data') });
  cluster.settle();
  expect(claim('data').metadata.annotations).toEqual({ 'volume.kubernetes.io/selected-node': 'n1' });
  expect(cluster.nodeOf('web')).toBeUndefined();
  addVolume('pv1', 'late');
  completeBinding('data', 'pv1');
  cluster.settle();
  expect(cluster.nodeOf('web')).toBe('n1');
  expect(cluster.pod('web').status?.nominatedNodeName).toBeUndefined();
});

test('a volume that exists is given to the claim', () => {
  addClass('local', 'kubernetes.io/no-provisioner');
  addClaim('data', 'local');
  addVolume('pv1', 'local');
  cluster.addPod({ name: 'web', spec: mounting('data') });
  cluster.settle();
  const { metadata, spec } = cluster.client.get(PersistentVolumes, '', 'pv1');
  expect(spec!.claimRef).toMatchObject({
    kind: 'PersistentVolumeClaim',
    namespace: NAMESPACE,
    name: 'data',
    uid: claim('data').metadata.uid,
    apiVersion: 'v1',
  });
  expect(metadata.annotations).toEqual({ 'pv.kubernetes.io/bound-by-controller': 'yes' });
  completeBinding('data', 'pv1');
  cluster.settle();
  expect(cluster.nodeOf('web')).toBe('n1');
});

test('two pods are not given the same volume while it is being bound', () => {
  addClass('local', 'kubernetes.io/no-provisioner');
  addClaim('one', 'local');
  addClaim('two', 'local');
  addVolume('pv1', 'local');
  cluster.addPod({ name: 'first', spec: mounting('one') });
  cluster.addPod({ name: 'second', spec: mounting('two') });
  cluster.settle();
  expect(cluster.pod('first').status?.nominatedNodeName).toBe('n1');
  expect(cluster.problem('second')).toContain("didn't find available persistent volumes to bind");
});

test('a pod whose volume is not made within ten minutes is tried again', () => {
  addClass('late', 'example.com/disk');
  addClaim('data', 'late');
  cluster.addPod({ name: 'web', spec: mounting('data') });
  cluster.settle();
  cluster.advance(11 * MINUTE);
  expect(cluster.events('web')).toMatchObject([
    {
      reason: 'FailedScheduling',
      message: 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
    },
  ]);
  expect(cluster.problem('web')).toMatch(/^SchedulerError: running PreBind plugin/);
});

test('a provisioner that gives up takes the node away from the claim, and the pod is tried again', () => {
  addClass('late', 'example.com/disk');
  addClaim('data', 'late');
  cluster.addPod({ name: 'web', spec: mounting('data') });
  cluster.settle();
  const { metadata, ...rest } = claim('data');
  cluster.client.update(PersistentVolumeClaims, {
    ...rest,
    metadata: { ...metadata, annotations: { tried: 'yes' } },
  });
  cluster.settle();
  expect(cluster.events('web')[0]!.message).toBe(
    'running PreBind plugin "VolumeBinding": binding volumes: provisioning failed for PVC "data"',
  );
  expect(claim('data').metadata.annotations).toMatchObject({ 'volume.kubernetes.io/selected-node': 'n1' });
});

test('a pod that is deleted while it waits for its volume gives back its place', () => {
  cluster.addNode({ name: 'n2', cpu: '10m' });
  addClass('late', 'example.com/disk');
  addClaim('data', 'late');
  cluster.addPod({ name: 'web', cpu: '4', spec: mounting('data') });
  cluster.settle();
  cluster.addPod({ name: 'other', cpu: '1' });
  cluster.settle();
  expect(cluster.nodeOf('other')).toBeUndefined();
  cluster.deletePod('web');
  cluster.settle();
  expect(cluster.nodeOf('other')).toBe('n1');
});
