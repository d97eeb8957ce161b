import type { Construct } from 'constructs';
import {
  type NodePool,
  OneOffJob,
  PostgreSql,
  PriorityLevel,
  Redis,
  ScheduledJob,
  Stack,
  Worker,
} from '../../lib/constructs';

const IMAGE = 'registry.example.com/reports/worker:4.2.0';
// A placeholder: real passwords are made in the cluster, and named with secretKey().
const PASSWORD = 'only-for-demonstration';

/** Nodes that may be taken away at any time, and cost less for it. */
const SPOT: NodePool = {
  labels: { 'example.com/pool': 'spot' },
  taints: [{ key: 'example.com/spot', effect: 'NoSchedule' }],
};

/** Work that nobody waits for: a migration, a worker that takes tasks from a queue, and jobs on a schedule. */
export function batch(scope: Construct): Stack {
  const stack = new Stack(scope, 'batch');
  const results = new PostgreSql(stack, 'results', { password: PASSWORD });
  const queue = new Redis(stack, 'queue', { password: PASSWORD });
  // Gives way to whoever serves people.
  const priority = new PriorityLevel(stack, 'batch-low', { value: -10, preempts: false });
  const placement = { priority };

  const migration = new OneOffJob(stack, 'migrate', {
    image: IMAGE,
    args: ['migrate'],
    placement,
    connectsTo: [results],
    timeout: 600,
  });
  new Worker(stack, 'worker', {
    image: IMAGE,
    args: ['work'],
    placement: { ...placement, pool: SPOT },
    replicas: { min: 2, max: 20, cpu: 80 },
    health: { live: { command: ['worker', 'alive'], period: 30 } },
    connectsTo: [queue, results],
    startsAfter: [migration],
    shutdown: { grace: 300 },
  });
  new ScheduledJob(stack, 'nightly-report', {
    image: IMAGE,
    args: ['report', '--since=yesterday'],
    schedule: '0 4 * * *',
    timeZone: 'Europe/Berlin',
    timeout: 3600,
    placement,
    connectsTo: [results],
  });
  new ScheduledJob(stack, 'enqueue', {
    image: IMAGE,
    args: ['enqueue'],
    schedule: '*/10 * * * *',
    lateness: 120,
    retries: 0,
    keeps: { succeeded: 1, failed: 3 },
    placement,
    connectsTo: [queue],
  });
  new OneOffJob(stack, 'backfill', {
    image: IMAGE,
    args: ['backfill'],
    completions: 6,
    parallelism: 3,
    placement,
    connectsTo: [results],
    startsAfter: [migration],
  });
  return stack;
}
