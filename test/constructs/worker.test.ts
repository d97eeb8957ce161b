import type { Stack, WorkerProps } from '../../lib/constructs';
import { NetworkPeer, Worker } from '../../lib/constructs';
import { messagesOf, namesIn, newStack, synthesize } from './synthesis';

const IMAGE = 'registry.example.com/shop/mailer:1.4.2';

const worker = (props: Partial<WorkerProps> = {}, stack: Stack = newStack()) =>
  new Worker(stack, 'mailer', { image: IMAGE, ...props });
const podOf = ({ deployment }: Worker) => deployment.toJson().spec!.template.spec!;

test('with an image alone, everything else has a default', () => {
  const stack = newStack();
  worker({}, stack);
  expect(synthesize(stack)).toMatchSnapshot();
});

test('it has no Service and no probes, and stops at once', () => {
  const stack = newStack();
  const one = worker({}, stack);
  expect(namesIn(stack).filter((name) => name.startsWith('Service/'))).toEqual([]);
  const [container] = podOf(one).containers;
  expect(container).not.toHaveProperty('readinessProbe');
  expect(container).not.toHaveProperty('lifecycle');
  expect(podOf(one).terminationGracePeriodSeconds).toBe(30);
});

test('a command can tell whether it is alive, and nothing else is asked', () => {
  const [container] = podOf(worker({ health: { live: { command: ['alive'] } } })).containers;
  expect(container).toMatchObject({
    livenessProbe: { exec: { command: ['alive'] } },
    startupProbe: { exec: { command: ['alive'] } },
  });
  expect(container).not.toHaveProperty('readinessProbe');
});

test('load scales it, in its own pace', () => {
  const { autoscaler } = worker({
    replicas: {
      min: 1,
      max: 20,
      metrics: [
        {
          type: 'External',
          external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '30' } },
        },
      ],
      up: { pods: 4, percent: 100, every: 15 },
      down: { stabilization: 600, pods: 1, every: 60 },
    },
  });
  expect(autoscaler!.toJson().spec).toMatchObject({
    metrics: [{ type: 'External' }],
    behavior: {
      scaleUp: {
        policies: [
          { type: 'Pods', value: 4, periodSeconds: 15 },
          { type: 'Percent', value: 100, periodSeconds: 15 },
        ],
      },
      scaleDown: {
        stabilizationWindowSeconds: 600,
        policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
      },
    },
  });
});

test('its metrics can be scraped when a peer is let in', () => {
  const one = worker({ ports: { metrics: 9100 } }).allowFrom(NetworkPeer.namespace('monitoring'), 'metrics');
  expect(one.networkPolicy!.toJson().spec!.ingress).toMatchObject([{ ports: [{ port: 9100 }] }]);
});

test.each<[Partial<WorkerProps>, string]>([
  [{ replicas: { min: 5, max: 3 } }, 'replicas: min is 5, above max, which is 3'],
  [
    { replicas: { min: 1, max: 2, up: { every: 30 } } },
    'replicas.up: every is 30 s, but neither pods nor percent',
  ],
  [
    { replicas: { min: 1, max: 2, down: { stabilization: 4000 } } },
    'replicas.down.stabilization: 4000 is not a whole number from 0 to 3600',
  ],
  [{ health: { live: { path: '/' } } }, 'health.live.port: no container port is given; there is none'],
  [{ maxUnavailable: 0 }, 'maxUnavailable: 0 is neither'],
])('%j is refused', (props, message) => {
  expect(messagesOf(() => worker(props))).toContainEqual(expect.stringContaining(message));
});
