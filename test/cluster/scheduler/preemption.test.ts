import { Pods, PriorityClasses } from '../../../lib/kube/generated/resources';
import { podCondition } from '../../../lib/kube/pod-status';
import { SchedulingCluster } from './scheduling-cluster';
import { NAMESPACE } from './situation';

let cluster: SchedulingCluster;
beforeEach(() => {
  cluster = new SchedulingCluster();
  cluster.create(PriorityClasses, {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'high' },
    value: 1000,
  });
  cluster.addNode({ name: 'n1', cpu: '1' });
  cluster.addPod({ name: 'low', cpu: '800m' });
  cluster.settle();
});
afterEach(() => cluster.stop());

const addImportant = (name: string, cpu = '500m', priority = 1000) =>
  cluster.addPod({ name, cpu, spec: { priority } });

test('a victim is told why, and deleted with its grace period', () => {
  const { metadata } = addImportant('high');
  cluster.settle();
  const low = cluster.pod('low');
  expect(low.metadata.deletionTimestamp).toBeDefined();
  expect(low.metadata.deletionGracePeriodSeconds).toBe(30);
  expect(podCondition(low.status, 'DisruptionTarget')).toMatchObject({
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: 'default-scheduler: preempting to accommodate a higher priority pod',
  });
  const [, preempted] = cluster.events('low');
  expect(preempted).toMatchObject({
    type: 'Normal',
    reason: 'Preempted',
    action: 'Preempting',
    message: `Preempted by pod ${metadata.uid} on node n1`,
  });
});

test('the pod is nominated until its victim is gone, and then gets the node', () => {
  addImportant('high');
  cluster.settle();
  expect(cluster.pod('high').status?.nominatedNodeName).toBe('n1');
  expect(cluster.problem('high')).toBe('Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.');
  cluster.deletePod('low');
  cluster.settle();
  expect(cluster.nodeOf('high')).toBe('n1');
  expect(cluster.pod('high').status?.nominatedNodeName).toBeUndefined();
});

test('the room that was made is kept for the pod it was made for', () => {
  addImportant('high');
  cluster.settle();
  cluster.addPod({ name: 'sneaky', cpu: '600m' });
  cluster.settle();
  cluster.deletePod('low');
  cluster.settle();
  expect(cluster.nodeOf('high')).toBe('n1');
  expect(cluster.nodeOf('sneaky')).toBeUndefined();
});

test('while its victim is leaving, a pod that is tried again preempts nobody else', () => {
  addImportant('high');
  cluster.settle();
  cluster.addNode({ name: 'n2', cpu: '600m', taints: [{ key: 'a', effect: 'NoSchedule' }] });
  const high = cluster.pod('high');
  cluster.client.update(Pods, { ...high, metadata: { ...high.metadata, labels: { tried: 'again' } } });
  cluster.advance(6 * 60_000);
  expect(cluster.problem('high')).toContain(
    'preemption: not eligible due to a terminating pod on the nominated node.',
  );
  expect(cluster.pod('high').status?.nominatedNodeName).toBe('n1');
});

test('a more important pod takes the room that was made for a less important one', () => {
  addImportant('high');
  cluster.settle();
  addImportant('higher', '900m', 2000);
  cluster.settle();
  cluster.deletePod('low');
  cluster.settle();
  expect(cluster.nodeOf('higher')).toBe('n1');
  expect(cluster.nodeOf('high')).toBeUndefined();
  expect(cluster.pod('high').status?.nominatedNodeName).toBeUndefined();
});

test('when a nominated pod is deleted, others may have its room', () => {
  addImportant('high');
  cluster.settle();
  cluster.deletePod('low');
  cluster.addPod({ name: 'other', cpu: '700m' });
  cluster.client.delete(Pods, NAMESPACE, 'high', { gracePeriodSeconds: 0 });
  cluster.settle();
  expect(cluster.nodeOf('other')).toBe('n1');
});
