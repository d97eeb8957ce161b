import { ConfigMaps, Deployments, ReplicaSets, Secrets } from '../../../../lib/kube/generated/resources';
import type { OwnerReference } from '../../../../lib/kube/object';
import { deployment, TestCluster } from '../test-cluster';

let cluster: TestCluster;
beforeEach(() => {
  cluster = new TestCluster();
});
afterEach(() => cluster.stop());

const configMap = (name: string, ownerReferences: readonly OwnerReference[] = []) =>
  cluster.client.create(ConfigMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', ownerReferences },
  });

const own = ({ metadata }: { metadata: { name?: string; uid?: string } }): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: metadata.name!,
  uid: metadata.uid!,
  blockOwnerDeletion: true,
});

const names = () =>
  cluster.client
    .list(ConfigMaps, 'default')
    .items.map(({ metadata }) => metadata.name)
    .filter((name) => name !== 'kube-root-ca.crt');

test('objects go in order in foreground deletion', () => {
  const top = configMap('top');
  const middle = configMap('middle', [own(top)]);
  configMap('bottom', [own(middle)]);
  cluster.settle();
  cluster.trace(ConfigMaps, ({ metadata }) => (metadata.deletionTimestamp ? 'waits' : 'there'));
  cluster.advance(1);
  cluster.traced();
  cluster.client.delete(ConfigMaps, 'default', 'top', { propagationPolicy: 'Foreground' });
  expect(cluster.settle()).toBe(true);
  expect(cluster.traced().map((line) => line.replace(/^\d+s /, ''))).toEqual([
    'ConfigMap/top waits',
    'ConfigMap/middle waits',
    'ConfigMap/bottom gone',
    'ConfigMap/middle gone',
    'ConfigMap/top gone',
  ]);
});

test('a cycle of owners is not collected as long as nobody deletes it', () => {
  const first = configMap('first');
  const second = configMap('second', [own(first)]);
  cluster.client.patch(ConfigMaps, 'default', 'first', 'merge', {
    metadata: { ownerReferences: [own(second)] },
  });
  cluster.settle();
  expect(names()).toEqual(['first', 'second']);
  cluster.client.delete(ConfigMaps, 'default', 'first');
  cluster.settle();
  expect(names()).toEqual([]);
});

test('an object whose owner existed before the collector saw it stays', () => {
  const owner = configMap('owner');
  configMap('child', [own(owner)]);
  expect(cluster.settle(30)).toBe(true);
  expect(names()).toEqual(['child', 'owner']);
});

test('an unknown kind of owner does not keep the cluster busy', () => {
  const reference = { apiVersion: 'example.com/v1', kind: 'Widget', name: 'w', uid: 'none' };
  cluster.client.create(Secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'unsure', namespace: 'default', ownerReferences: [reference] },
  });
  expect(cluster.settle(60)).toBe(true);
  expect(cluster.client.get(Secrets, 'default', 'unsure').metadata.name).toBe('unsure');
});

test('a thousand dependents are collected in a moment', () => {
  cluster.client.create(Deployments, deployment('web', 1000));
  cluster.settle();
  expect(cluster.pods()).toHaveLength(1000);
  const before = cluster.seconds;
  cluster.client.delete(Deployments, 'default', 'web');
  expect(cluster.settle(60)).toBe(true);
  expect(cluster.pods()).toEqual([]);
  expect(cluster.client.list(ReplicaSets, 'default').items).toEqual([]);
  expect(cluster.seconds - before).toBeLessThan(5);
});
