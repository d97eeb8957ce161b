import { Nodes } from '../../../lib/kube/generated/resources';
import { World } from './world';

function rejectionOf(world: World, name: string): string {
  world.settle();
  const { phase, reason, message } = world.pod(name).status!;
  return `${phase} ${reason}: ${message}`;
}

test('a pod that does not fit is refused, and says what is missing', () => {
  const world = new World();
  world.run('first', { container: { resources: { requests: { cpu: '3', memory: '1Gi' } } } });
  world.run('second', { container: { resources: { requests: { cpu: '1500m' } } } });
  expect(rejectionOf(world, 'second')).toBe(
    "Failed OutOfcpu: Pod was rejected: Node didn't have enough resource: cpu, requested: 1500, used: 3000, capacity: 4000",
  );
  world.run('third', { container: { resources: { requests: { memory: '16Gi' } } } });
  expect(rejectionOf(world, 'third')).toBe(
    "Failed OutOfmemory: Pod was rejected: Node didn't have enough resource: memory, requested: 17179869184, used: 1073741824, capacity: 17179869184",
  );
  expect(world.events('second').map(({ type, reason, message }) => `${type} ${reason}: ${message}`)).toEqual([
    "Warning OutOfcpu: Node didn't have enough resource: cpu, requested: 1500, used: 3000, capacity: 4000",
  ]);
});

test('a refused pod says nothing of containers and conditions, and can be deleted at once', () => {
  const world = new World();
  world.run('shop', { container: { resources: { requests: { cpu: '5' } } } });
  world.settle();
  expect(Object.keys(world.pod('shop').status!).sort()).toEqual([
    'message',
    'observedGeneration',
    'phase',
    'qosClass',
    'reason',
    'startTime',
  ]);
  world.delete('shop');
  expect(world.exists('shop')).toBe(false);
});

test('a node takes so many pods and no more, until one has ended', () => {
  const world = new World({ nodes: [{ name: 'a', capacity: { pods: '1' } }] });
  world.run('first');
  world.run('second');
  expect(rejectionOf(world, 'second')).toBe(
    "Failed OutOfpods: Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 1, capacity: 1",
  );
  world.delete('first');
  world.settle();
  world.run('third');
  world.settle();
  expect(world.pod('third').status!.phase).toBe('Running');
});

test('a pod has to match the node it is bound to', () => {
  const world = new World();
  world.run('selecting', { nodeSelector: { disk: 'ssd' } });
  expect(rejectionOf(world, 'selecting')).toBe(
    "Failed NodeAffinity: Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  );
  world.run('windows', { os: { name: 'windows' } });
  expect(rejectionOf(world, 'windows')).toBe(
    "Failed PodOSNotSupported: Pod was rejected: Failed to admit pod as the OS field doesn't match node OS",
  );
});

test('two pods cannot have the same port of the node', () => {
  const world = new World();
  const port = { containerPort: 80, hostPort: 8080 };
  world.run('first', { container: { ports: [{ ...port, hostIP: '172.18.0.2' }] } });
  world.run('other', { container: { ports: [{ ...port, protocol: 'UDP' }] } });
  world.run('second', { container: { ports: [port] } });
  expect(rejectionOf(world, 'second')).toBe(
    "Failed NodePorts: Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
  );
  expect(world.pod('other').status!.phase).toBe('Running');
});

test('a node that wants no pods takes only those that tolerate it', () => {
  const world = new World({
    nodes: [{ name: 'a', taints: [{ key: 'maintenance', effect: 'NoExecute' }] }],
  });
  world.run('first');
  expect(rejectionOf(world, 'first')).toBe(
    "Failed TaintToleration: Pod was rejected: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
  );
  world.run('second', { tolerations: [{ operator: 'Exists' }] });
  world.settle();
  expect(world.pod('second').status!.phase).toBe('Running');
});

test('resources that the node does not know are left to whoever manages them', () => {
  const world = new World();
  world.run('unknown', { container: { resources: { limits: { 'example.com/key': '1' } } } });
  world.settle();
  expect(world.pod('unknown').status!.phase).toBe('Running');
  const node = world.node('a');
  world.admin.updateStatus(Nodes, {
    ...node,
    status: { ...node.status, allocatable: { ...node.status!.allocatable, 'example.com/gpu': '1' } },
  });
  world.settle();
  world.run('known', { container: { resources: { limits: { 'example.com/gpu': '2' } } } });
  expect(rejectionOf(world, 'known')).toBe(
    "Failed OutOfexample.com/gpu: Pod was rejected: Node didn't have enough resource: example.com/gpu, requested: 2, used: 0, capacity: 1",
  );
});
