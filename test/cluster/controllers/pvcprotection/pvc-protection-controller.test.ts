import type { PersistentVolumeClaim } from '../../../../lib/kube/generated/core-v1';
import { PersistentVolumeClaims, Pods } from '../../../../lib/kube/generated/resources';
import { isStatus } from '../../../../lib/kube/status';
import { pod, TestCluster } from '../test-cluster';

const claim: PersistentVolumeClaim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'default' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};
const user = (nodeName?: string) =>
  pod('user', {
    ...(nodeName ? { nodeName } : {}),
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
  });

function exists(cluster: TestCluster): boolean {
  try {
    cluster.client.get(PersistentVolumeClaims, 'default', 'data');
    return true;
  } catch (error) {
    if (isStatus(error, 'NotFound')) return false;
    throw error;
  }
}

test('a claim waits for the pod that uses it', () => {
  const cluster = new TestCluster();
  cluster.client.create(PersistentVolumeClaims, claim);
  cluster.client.create(Pods, user('node-a'));
  cluster.settle();
  cluster.client.delete(PersistentVolumeClaims, 'default', 'data');
  cluster.settle();
  expect(exists(cluster)).toBe(true);
  cluster.client.delete(Pods, 'default', 'user');
  cluster.settle();
  expect(exists(cluster)).toBe(false);
  cluster.stop();
});

test('a claim does not wait for a pod that is on no node', () => {
  const cluster = new TestCluster();
  cluster.client.create(PersistentVolumeClaims, claim);
  cluster.client.create(Pods, user());
  cluster.settle();
  cluster.client.delete(PersistentVolumeClaims, 'default', 'data');
  cluster.settle();
  expect(exists(cluster)).toBe(false);
  cluster.stop();
});
