import { batch } from '../../apps/batch/stack';
import { App } from '../../lib/constructs';
import type { Job } from '../../lib/kube/generated/batch-v1';
import { type SimulatedCluster, type SimulateOptions, simulate } from '../../lib/testing';

const SPOT = {
  name: 'spot-1',
  labels: { 'example.com/pool': 'spot' },
  taints: [{ key: 'example.com/spot', effect: 'NoSchedule' as const }],
};

const NODES = [{ name: 'steady-1' }, { name: 'steady-2' }, SPOT];

function running(options: SimulateOptions = {}): SimulatedCluster {
  const app = new App();
  batch(app);
  const cluster = simulate(app, { nodes: NODES, ...options });
  cluster.advance('3m');
  return cluster;
}

const jobsOf = (cluster: SimulatedCluster, name: string) =>
  cluster.list<Job>('Job').filter(({ metadata }) => metadata.name!.startsWith(`${name}-`));

test('the migration and the backfill end', () => {
  const cluster = running();
  for (const name of ['migrate', 'backfill']) {
    const [job, ...others] = jobsOf(cluster, name);
    expect(others).toEqual([]);
    expect(cluster.get(`Job/${job!.metadata.name}`)).toBeReady();
  }
});

test('each part of the backfill is done once, and knows its number', () => {
  const [backfill] = jobsOf(running(), 'backfill');
  expect(backfill!.status).toMatchObject({ succeeded: 6, completedIndexes: '0-5' });
});

test('the worker runs on nodes that may be taken away, and nothing else does', () => {
  const cluster = running();
  const pods = cluster.podsOf('Deployment/worker');
  // The autoscaler has brought their number to the least it allows.
  expect(pods.map(({ node, ready }) => [node, ready])).toEqual([
    ['spot-1', true],
    ['spot-1', true],
  ]);
  const others = cluster
    .list<{ metadata: object; spec: { nodeName: string } } & Job>('Pod')
    .filter(({ metadata }) => !metadata.name!.startsWith('worker-'));
  expect(others.some(({ spec }) => spec.nodeName === 'spot-1')).toBe(false);
});

test('without such nodes, the worker waits', () => {
  const [pod] = running({ nodes: 2 }).podsOf('Deployment/worker');
  expect(pod!.node).toBeUndefined();
});

test('tasks are put into the queue every ten minutes, and one run is kept', () => {
  const cluster = running();
  cluster.advance('20m');
  const runs = jobsOf(cluster, 'enqueue');
  expect(runs).toHaveLength(1);
  const start = Date.parse(runs[0]!.status!.startTime!);
  expect(start).toBe(Date.parse('2026-01-01T00:20:00Z'));
});

test('the report is made at four in the morning of Berlin', () => {
  const cluster = running({ start: Date.parse('2026-01-01T02:55:00Z') });
  cluster.advance('5m');
  const [report] = jobsOf(cluster, 'nightly-report');
  expect(report!.status!.startTime).toBe('2026-01-01T03:00:00Z');
});
