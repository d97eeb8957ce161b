import { Nodes, Pods } from '../../../../lib/kube/generated/resources';
import { pod, TestCluster } from '../test-cluster';

let cluster: TestCluster;
beforeEach(() => {
  cluster = new TestCluster(['node-a', 'node-b']);
});
afterEach(() => cluster.stop());

test('pods of a deleted node fail and go when nobody brings the node back', () => {
  cluster.client.create(Pods, pod('orphan', { nodeName: 'node-a' }));
  cluster.advance(10);
  cluster.trace(Pods, ({ status }) => {
    const target = status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
    return `${status?.phase} ${target?.reason ?? ''} ${target?.message ?? ''}`.trim();
  });
  cluster.client.delete(Nodes, '', 'node-a');
  expect(cluster.settle()).toBe(true);
  expect(cluster.traced()).toEqual([
    '11s Pod/orphan Running',
    '60s Pod/orphan Failed DeletionByPodGC PodGC: node no longer exists',
    '60s Pod/orphan gone',
  ]);
});

test('a node that turns up again keeps its pods', () => {
  cluster.client.create(Pods, pod('lucky', { nodeName: 'node-a' }));
  cluster.advance(10);
  cluster.client.delete(Nodes, '', 'node-a');
  cluster.advance(15);
  cluster.client.create(Nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-a' } });
  cluster.advance(120);
  expect(cluster.pods()).toHaveLength(1);
});

test('terminating pods of a node that is out of service are removed', () => {
  cluster.client.create(Pods, pod('stuck', { nodeName: 'node-a' }));
  cluster.advance(10);
  cluster.kwok.silence('node-a');
  cluster.client.delete(Pods, 'default', 'stuck');
  cluster.advance(120);
  expect(cluster.pods()).toHaveLength(1);
  const taint = { key: 'node.kubernetes.io/out-of-service', value: 'shutdown', effect: 'NoExecute' };
  cluster.client.patch(Nodes, '', 'node-a', 'json', [{ op: 'add', path: '/spec/taints/-', value: taint }]);
  cluster.advance(25);
  expect(cluster.pods()).toEqual([]);
});

test('without anything to collect there is no work', () => {
  cluster.client.create(Pods, pod('fine', { nodeName: 'node-a' }));
  expect(cluster.settle(5)).toBe(true);
});
