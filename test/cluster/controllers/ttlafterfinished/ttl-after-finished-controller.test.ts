import type { Job } from '../../../../lib/kube/generated/batch-v1';
import { Jobs } from '../../../../lib/kube/generated/resources';
import { TestCluster } from '../test-cluster';

let cluster: TestCluster;
beforeEach(() => {
  cluster = new TestCluster();
});
afterEach(() => cluster.stop());

/** A suspended Job, which needs no pods, so that a test can say what became of it. */
function createJob(ttlSecondsAfterFinished?: number): Job {
  return cluster.client.create(Jobs, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'once', namespace: 'default' },
    spec: {
      suspend: true,
      ttlSecondsAfterFinished,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'main:1' }] } },
    },
  });
}

function finish(type: 'Complete' | 'Failed'): void {
  const at = new Date(cluster.clock.now()).toISOString().replace(/\.\d+/, '');
  const intermediate = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
  const conditions = [intermediate, type].map((one) => ({
    type: one,
    status: 'True',
    lastProbeTime: at,
    lastTransitionTime: at,
  }));
  const completion = type === 'Complete' ? { completionTime: at } : {};
  const job = cluster.client.get(Jobs, 'default', 'once');
  cluster.client.updateStatus(Jobs, { ...job, status: { startTime: at, conditions, ...completion } });
}

const isThere = () => cluster.client.list(Jobs, 'default').items.length > 0;

test.each(['Complete', 'Failed'] as const)('a Job that is %s goes when its time has come', (type) => {
  createJob(60);
  cluster.advance(100);
  finish(type);
  cluster.trace(Jobs, () => 'there');
  expect(cluster.settle()).toBe(true);
  expect(cluster.traced()).toEqual(['101s Job/once there', '161s Job/once gone']);
});

test('a Job that need not wait goes at once', () => {
  createJob(0);
  finish('Complete');
  cluster.advance(1);
  expect(isThere()).toBe(false);
});

test('a Job without a time to live stays', () => {
  createJob();
  finish('Complete');
  expect(cluster.settle()).toBe(true);
  cluster.advance(100_000);
  expect(isThere()).toBe(true);
});

test('a time that is set afterwards counts from the end of the Job', () => {
  createJob();
  finish('Complete');
  cluster.advance(30);
  cluster.client.patch(Jobs, 'default', 'once', 'merge', { spec: { ttlSecondsAfterFinished: 40 } });
  cluster.advance(5);
  expect(isThere()).toBe(true);
  cluster.advance(6);
  expect(isThere()).toBe(false);
});

test('a time that is prolonged counts anew, one that is taken back not at all', () => {
  createJob(20);
  finish('Complete');
  cluster.client.patch(Jobs, 'default', 'once', 'merge', { spec: { ttlSecondsAfterFinished: 50 } });
  cluster.advance(30);
  expect(isThere()).toBe(true);
  cluster.client.patch(Jobs, 'default', 'once', 'merge', { spec: { ttlSecondsAfterFinished: null } });
  expect(cluster.settle()).toBe(true);
  cluster.advance(100);
  expect(isThere()).toBe(true);
});
