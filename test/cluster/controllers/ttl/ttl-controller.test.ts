import { Nodes } from '../../../../lib/kube/generated/resources';
import { node, TestCluster } from '../test-cluster';

const names = (count: number) => Array.from({ length: count }, (_, index) => `node-${index}`);

test('nodes of a larger cluster keep Secrets and ConfigMaps longer, and do not waver at the boundary', () => {
  const cluster = new TestCluster(names(100));
  const ttl = (name: string) =>
    cluster.client.get(Nodes, '', name).metadata.annotations!['node.alpha.kubernetes.io/ttl'];
  expect(ttl('node-99')).toBe('0');
  cluster.client.create(Nodes, node('another'));
  cluster.advance(1);
  expect(ttl('another')).toBe('15');
  cluster.client.delete(Nodes, '', 'another');
  cluster.client.delete(Nodes, '', 'node-0');
  cluster.advance(1);
  cluster.client.create(Nodes, node('late'));
  cluster.advance(1);
  expect(ttl('late')).toBe('15');
  cluster.stop();
});
