import { Deployments, Nodes, Pods } from '../../../../lib/kube/generated/resources';
import { node, pod, TestCluster } from '../test-cluster';

let cluster: TestCluster;
beforeEach(() => {
  cluster = new TestCluster(['node-a', 'node-b', 'node-c', 'node-d']);
});
afterEach(() => cluster.stop());

const ready = (object: { status?: { conditions?: readonly { type: string; status: string }[] } }) =>
  `Ready=${object.status?.conditions?.find(({ type }) => type === 'Ready')?.status}`;

test('a node that stops reporting is unknown, tainted, and loses its pods', () => {
  cluster.client.create(Pods, pod('pinned', { nodeName: 'node-a' }));
  cluster.advance(20);
  cluster.trace(
    Nodes,
    (object) =>
      `${ready(object)} ${object.spec?.taints?.map(({ key, effect }) => `${key.split('/')[1]}:${effect}`)}`,
  );
  cluster.trace(
    Pods,
    (object) => `${ready(object)} ${object.metadata.deletionTimestamp ? 'terminating' : 'there'}`,
  );
  cluster.advance(1);
  cluster.traced();
  cluster.kwok.silence('node-a');
  cluster.advance(400);
  expect(cluster.traced()).toEqual([
    '80s Node/node-a Ready=Unknown undefined',
    '80s Pod/pinned Ready=False there',
    '80s Node/node-a Ready=Unknown unreachable:NoSchedule',
    '80s Node/node-a Ready=Unknown unreachable:NoSchedule,unreachable:NoExecute',
    '380s Pod/pinned Ready=False terminating',
  ]);
  expect(cluster.eventsOf('Pod', 'pinned')).toEqual([
    'NodeNotReady: Node is not ready',
    'TaintManagerEviction: Marking for deletion Pod default/pinned',
  ]);
  expect(cluster.eventsOf('Node', 'node-a')).toContain(
    'NodeNotReady: Node node-a status is now: NodeNotReady',
  );
});

test('pods of a dead node are made again elsewhere', () => {
  cluster.deploy('web', 2);
  cluster.settle();
  const before = cluster.pods().map(({ spec }) => spec!.nodeName);
  expect(before).toEqual(['node-a', 'node-a']);
  cluster.kwok.silence('node-a');
  cluster.advance(420);
  expect(cluster.client.get(Deployments, 'default', 'web').status).toMatchObject({ availableReplicas: 2 });
});

test('a node that comes back keeps its pods', () => {
  cluster.client.create(Pods, pod('pinned', { nodeName: 'node-a' }));
  cluster.advance(20);
  cluster.kwok.silence('node-a');
  cluster.advance(100);
  expect(cluster.client.get(Nodes, '', 'node-a').spec?.taints).toHaveLength(2);
  cluster.kwok.resume('node-a');
  const { status, ...rest } = cluster.client.get(Nodes, '', 'node-a');
  const conditions = status!.conditions!.map((one) => ({
    ...one,
    status: one.type === 'Ready' ? 'True' : 'False',
  }));
  cluster.client.updateStatus(Nodes, { ...rest, status: { ...status, conditions } });
  cluster.advance(600);
  expect(cluster.client.get(Nodes, '', 'node-a').spec?.taints).toBeUndefined();
  expect(cluster.pods().map(({ metadata }) => metadata.name)).toEqual(['pinned']);
  expect(cluster.eventsOf('Pod', 'pinned')).toContain(
    'TaintManagerEviction: Cancelling deletion of Pod default/pinned',
  );
});

test('when no node answers, no pod is evicted', () => {
  cluster.client.create(Pods, pod('pinned', { nodeName: 'node-a' }));
  cluster.advance(20);
  for (const name of ['node-a', 'node-b', 'node-c', 'node-d']) cluster.kwok.silence(name);
  cluster.advance(1200);
  expect(ready(cluster.client.get(Nodes, '', 'node-a'))).toBe('Ready=Unknown');
  expect(cluster.client.get(Nodes, '', 'node-a').spec?.taints?.map(({ effect }) => effect)).toEqual([
    'NoSchedule',
  ]);
  expect(cluster.pods()).toHaveLength(1);
});

test('a pod that comes to a node which does not answer is not ready', () => {
  cluster.advance(20);
  cluster.kwok.silence('node-a');
  cluster.advance(100);
  const late = cluster.client.create(Pods, pod('late', { nodeName: 'node-a' }));
  const status = {
    ...late.status,
    phase: 'Running' as const,
    conditions: [{ type: 'Ready', status: 'True' }],
  };
  cluster.client.updateStatus(Pods, { ...late, status });
  cluster.advance(1);
  expect(ready(cluster.client.get(Pods, 'default', 'late'))).toBe('Ready=False');
});

test('nodes are registered and removed', () => {
  cluster.client.create(Nodes, node('passing'));
  cluster.advance(6);
  cluster.client.delete(Nodes, '', 'passing');
  cluster.advance(6);
  expect(cluster.eventsOf('Node', 'passing')).toEqual([
    'RegisteredNode: Node passing event: Registered Node passing in Controller',
    'RemovingNode: Node passing event: Removing Node passing from Controller',
  ]);
});

test('looking after healthy nodes is no work', () => {
  cluster.advance(60);
  expect(cluster.settle(0)).toBe(true);
});
