import { ConfigMaps, Namespaces, Pods } from '../../../../lib/kube/generated/resources';
import { pod, TestCluster } from '../test-cluster';

let cluster: TestCluster;
beforeEach(() => {
  cluster = new TestCluster();
  cluster.client.create(Namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  cluster.advance(1);
});
afterEach(() => cluster.stop());

const inShop = (name: string) => ({ ...pod(name), metadata: { name, namespace: 'shop' } });

function configMap(finalizers: readonly string[]) {
  const metadata = { name: 'held', namespace: 'shop', finalizers };
  return cluster.client.create(ConfigMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
}

test('pods go before everything else, and the namespace last', () => {
  cluster.client.create(Pods, inShop('app'));
  cluster.settle();
  cluster.trace(Namespaces, ({ metadata, status }) =>
    metadata.name === 'shop'
      ? `${status?.phase} ${status?.conditions?.filter((one) => one.status === 'True').map(({ message }) => message) ?? ''}`.trim()
      : '',
  );
  cluster.trace(Pods, ({ metadata }) => (metadata.deletionTimestamp ? 'terminating' : 'there'));
  cluster.advance(1);
  cluster.traced();
  cluster.client.delete(Namespaces, '', 'shop');
  expect(cluster.settle()).toBe(true);
  expect(cluster.traced()).toEqual([
    '3s Namespace/shop Terminating',
    '8s Pod/app terminating',
    '8s Pod/app gone',
    '13s Namespace/shop gone',
  ]);
  expect(cluster.client.list(ConfigMaps, 'shop').items).toEqual([]);
});

test('waiting for a finalizer that nobody removes is no work', () => {
  configMap(['example.com/hold']);
  cluster.client.delete(Namespaces, '', 'shop');
  expect(cluster.settle()).toBe(true);
  const { status } = cluster.client.get(Namespaces, '', 'shop');
  expect(status!.conditions!.find(({ type }) => type === 'NamespaceFinalizersRemaining')).toMatchObject({
    status: 'True',
    message:
      'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  });
  cluster.client.patch(ConfigMaps, 'shop', 'held', 'merge', { metadata: { finalizers: null } });
  cluster.advance(30);
  expect(cluster.client.list(Namespaces).items.some(({ metadata }) => metadata.name === 'shop')).toBe(false);
});
