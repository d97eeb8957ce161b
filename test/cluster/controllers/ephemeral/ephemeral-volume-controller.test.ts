import { VirtualCluster } from '../../../../lib/cluster/virtual-cluster';
import { Events, PersistentVolumeClaims, Pods } from '../../../../lib/kube/generated/resources';
import { pod } from '../test-cluster';

const spec = { accessModes: ['ReadWriteOnce' as const], resources: { requests: { storage: '1Gi' } } };
const volumes = [
  { name: 'scratch', ephemeral: { volumeClaimTemplate: { metadata: { labels: { a: 'b' } }, spec } } },
];

function start() {
  const cluster = new VirtualCluster();
  cluster.settle();
  return { cluster, client: cluster.admin('test') };
}

test('an ephemeral volume comes and goes with its pod', () => {
  const { cluster, client } = start();
  client.create(Pods, pod('worker', { volumes }));
  cluster.settle();
  expect(client.get(Pods, 'default', 'worker').status!.phase).toBe('Running');
  const claim = client.get(PersistentVolumeClaims, 'default', 'worker-scratch');
  expect(claim).toMatchObject({ metadata: { labels: { a: 'b' } }, status: { phase: 'Bound' } });
  client.delete(Pods, 'default', 'worker');
  cluster.settle();
  expect(client.list(PersistentVolumeClaims, 'default').items).toEqual([]);
  cluster.stop();
});

test('a claim that belongs to somebody else is not used', () => {
  const { cluster, client } = start();
  client.create(PersistentVolumeClaims, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'worker-scratch', namespace: 'default' },
    spec,
  });
  client.create(Pods, pod('worker', { volumes }));
  cluster.advance(5_000);
  const told = client.list(Events, 'default').items.map(({ message }) => message);
  expect(told).toContain(
    'ephemeral volume scratch: PVC default/worker-scratch was not created for pod default/worker (pod is not owner)',
  );
  cluster.stop();
});
