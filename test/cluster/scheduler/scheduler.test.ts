import { Nodes, Pods } from '../../../lib/kube/generated/resources';
import { podCondition } from '../../../lib/kube/pod-status';
import { SchedulingCluster } from './scheduling-cluster';
import { NAMESPACE } from './situation';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let cluster: SchedulingCluster;
beforeEach(() => {
  cluster = new SchedulingCluster();
});
afterEach(() => cluster.stop());

const reasonsOf = (name: string) => cluster.events(name).map(({ reason }) => reason);
const NO_ROOM = (nodes: number) =>
  `Unschedulable: 0/${nodes} nodes are available: ${nodes} Insufficient cpu. no new claims to deallocate, ` +
  `preemption: 0/${nodes} nodes are available: ${nodes} No preemption victims found for incoming pod.`;

test('a pod gets a node, and an event says so in the words of Kubernetes', () => {
  cluster.addNode({ name: 'n1' });
  cluster.addPod({ name: 'web', cpu: '1' });
  cluster.settle();
  expect(cluster.nodeOf('web')).toBe('n1');
  expect(podCondition(cluster.pod('web').status, 'PodScheduled')?.status).toBe('True');
  const [event] = cluster.events('web');
  expect(event).toMatchObject({
    type: 'Normal',
    reason: 'Scheduled',
    action: 'Binding',
    message: 'Successfully assigned default/web to n1',
    reportingComponent: 'default-scheduler',
    reportingInstance: 'default-scheduler-control-plane',
    source: {},
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web', apiVersion: 'v1' },
  });
  expect(event!.eventTime).toMatch(/^2026-01-01T00:00:00\.\d{6}Z$/);
  expect(event).not.toHaveProperty('count');
});

test('a pod that fits nowhere says why, in its condition and in an event', () => {
  cluster.addNode({ name: 'n1' });
  cluster.addPod({ name: 'web', cpu: '100' });
  cluster.settle();
  const message =
    '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, ' +
    'preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
  expect(podCondition(cluster.pod('web').status, 'PodScheduled')).toMatchObject({
    status: 'False',
    reason: 'Unschedulable',
    message,
    observedGeneration: 1,
  });
  expect(cluster.events('web')).toMatchObject([
    { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', message },
  ]);
});

test('a pod that fitted nowhere is placed when a node comes that it fits', () => {
  cluster.addNode({ name: 'n1', cpu: '1' });
  cluster.addPod({ name: 'web', cpu: '2' });
  cluster.settle();
  cluster.addNode({ name: 'n2', cpu: '4' });
  cluster.settle();
  expect(cluster.nodeOf('web')).toBe('n2');
});

test('a node that is too small does not make the scheduler try again', () => {
  cluster.addNode({ name: 'n1', cpu: '1' });
  cluster.addPod({ name: 'web', cpu: '2' });
  cluster.settle();
  cluster.addNode({ name: 'n2', cpu: '1500m' });
  cluster.settle();
  expect(reasonsOf('web')).toEqual(['FailedScheduling']);
});

test('without nodes a pod waits, which is no work, and is placed when there is one', () => {
  cluster.addPod({ name: 'web' });
  cluster.settle();
  expect(cluster.problem('web')).toBe('Unschedulable: no nodes available to schedule pods');
  cluster.addNode({ name: 'n1' });
  cluster.settle();
  expect(cluster.nodeOf('web')).toBe('n1');
});

test('the words of a repeated failure become a series of one event', () => {
  cluster.addPod({ name: 'web' });
  cluster.settle();
  cluster.advance(MINUTE);
  // The first failure changes the pod; from the second on the events are about the same version of it.
  const events = cluster.events('web');
  expect(events).toHaveLength(2);
  expect(events[1]!.series?.count).toBe(2);
  cluster.addNode({ name: 'n1' });
  cluster.settle();
  cluster.advance(15 * MINUTE);
  expect(cluster.events('web')[1]!.series!.count).toBeGreaterThan(5);
});

test('a pod for another scheduler is left alone', () => {
  cluster.addNode({ name: 'n1' });
  cluster.addPod({ name: 'web', spec: { schedulerName: 'my-scheduler' } });
  cluster.settle();
  expect(cluster.nodeOf('web')).toBeUndefined();
  expect(cluster.events('web')).toEqual([]);
});

test('a pod with scheduling gates is tried when the last of them is removed', () => {
  cluster.addNode({ name: 'n1' });
  cluster.addPod({
    name: 'web',
    spec: { schedulingGates: [{ name: 'example.com/a' }, { name: 'example.com/b' }] },
  });
  cluster.settle();
  expect(cluster.problem('web')).toBe(
    'SchedulingGated: Scheduling is blocked due to non-empty scheduling gates',
  );
  const gates = (names: string[]) => {
    const pod = cluster.pod('web');
    const spec = { ...pod.spec!, schedulingGates: names.map((name) => ({ name })) };
    cluster.client.update(Pods, { ...pod, spec });
    cluster.settle();
  };
  gates(['example.com/b']);
  expect(cluster.nodeOf('web')).toBeUndefined();
  expect(cluster.events('web')).toEqual([]);
  gates([]);
  expect(cluster.nodeOf('web')).toBe('n1');
});

test('a deleted pod makes room', () => {
  cluster.addNode({ name: 'n1', cpu: '1' });
  cluster.addPod({ name: 'first', cpu: '1' });
  cluster.settle();
  cluster.addPod({ name: 'second', cpu: '1' });
  cluster.settle();
  expect(cluster.problem('second')).toBe(NO_ROOM(1));
  cluster.deletePod('first');
  cluster.settle();
  expect(cluster.nodeOf('second')).toBe('n1');
});

test('a pod that has finished makes room', () => {
  cluster.addNode({ name: 'n1', cpu: '1' });
  cluster.addPod({ name: 'first', cpu: '1' });
  cluster.settle();
  cluster.addPod({ name: 'second', cpu: '1' });
  cluster.settle();
  const first = cluster.pod('first');
  cluster.client.updateStatus(Pods, { ...first, status: { ...first.status, phase: 'Succeeded' } });
  cluster.settle();
  expect(cluster.nodeOf('second')).toBe('n1');
});

test('the most important of the waiting pods goes first, and of equals the oldest', () => {
  cluster.addNode({ name: 'n1', cpu: '2' });
  cluster.addPod({ name: 'filler', cpu: '2' });
  cluster.settle();
  cluster.addPod({ name: 'old', cpu: '1' });
  cluster.settle();
  cluster.addPod({ name: 'young', cpu: '1' });
  cluster.settle();
  cluster.addPod({ name: 'important', cpu: '1', spec: { priority: 1000, preemptionPolicy: 'Never' } });
  cluster.settle();
  cluster.deletePod('filler');
  cluster.settle();
  expect(cluster.nodeOf('important')).toBe('n1');
  expect(cluster.nodeOf('old')).toBe('n1');
  expect(cluster.nodeOf('young')).toBeUndefined();
});

test('one pod is placed per millisecond', () => {
  cluster.addNode({ name: 'n1' });
  for (let index = 0; index < 10; index++) cluster.addPod({ name: `web-${index}` });
  cluster.settle();
  const times = cluster.client
    .list(Pods, NAMESPACE)
    .items.flatMap(({ metadata }) => cluster.events(metadata.name!).map(({ eventTime }) => eventTime));
  expect(new Set(times).size).toBe(10);
});

test('a node that goes away and comes back is known to be as full as before', () => {
  cluster.addNode({ name: 'n1', cpu: '1' });
  cluster.addPod({ name: 'first', cpu: '1' });
  cluster.settle();
  cluster.client.delete(Nodes, '', 'n1');
  cluster.settle();
  cluster.addNode({ name: 'n1', cpu: '1' });
  cluster.addPod({ name: 'second', cpu: '1' });
  cluster.settle();
  expect(cluster.problem('second')).toBe(NO_ROOM(1));
});

test('a cordoned node takes pods again when it is uncordoned', () => {
  cluster.addNode({ name: 'n1', unschedulable: true });
  cluster.addPod({ name: 'web' });
  cluster.settle();
  expect(cluster.problem('web')).toContain('1 node(s) were unschedulable');
  const node = cluster.client.get(Nodes, '', 'n1');
  cluster.client.update(Nodes, { ...node, spec: { ...node.spec, unschedulable: false } });
  cluster.settle();
  expect(cluster.nodeOf('web')).toBe('n1');
});

test('a pod that nothing seems to help is tried again after five minutes', () => {
  cluster.addNode({ name: 'n1', cpu: '1' });
  cluster.addPod({ name: 'web', cpu: '2' });
  cluster.settle();
  cluster.advance(4 * MINUTE);
  expect(reasonsOf('web')).toEqual(['FailedScheduling']);
  cluster.advance(2 * MINUTE);
  expect(reasonsOf('web')).toEqual(['FailedScheduling', 'FailedScheduling']);
});

test('a pod that was bound by somebody else is left where it is, and counted there', () => {
  cluster.addNode({ name: 'n1', cpu: '1' });
  cluster.addPod({ name: 'first', node: 'n1', cpu: '1' });
  cluster.addPod({ name: 'second', cpu: '1' });
  cluster.settle();
  expect(cluster.events('first')).toEqual([]);
  expect(cluster.problem('second')).toBe(NO_ROOM(1));
});

test('the same seed places pods in the same way, another in another', () => {
  const placements = (seed: number) => {
    const one = new SchedulingCluster(seed);
    for (let index = 0; index < 5; index++) one.addNode({ name: `n${index}` });
    for (let index = 0; index < 20; index++) one.addPod({ name: `web-${index}`, cpu: '10m' });
    one.settle();
    const nodes = Array.from({ length: 20 }, (_value, index) => one.nodeOf(`web-${index}`));
    one.stop();
    return nodes.join(' ');
  };
  expect(placements(1)).toBe(placements(1));
  expect(new Set([1, 2, 3].map(placements)).size).toBeGreaterThan(1);
});
