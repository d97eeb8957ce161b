import { Stack, type StackProps } from '../../../lib/constructs';
import { messagesOf, newStack, synthesize } from '../synthesis';

test('a namespace can bound what all of it takes, and each container', () => {
  const stack = newStack('team-blue', {
    quota: {
      cpu: '8',
      memory: '16Gi',
      cpuLimit: '16',
      memoryLimit: '16Gi',
      pods: 40,
      storage: '100Gi',
      objects: { 'services.loadbalancers': 0, 'count/jobs.batch': 20 },
    },
    limits: {
      request: { cpu: '100m', memory: '128Mi' },
      limit: { memory: '256Mi' },
      least: { cpu: '10m' },
      most: { cpu: '4', memory: '4Gi' },
    },
  });
  expect(synthesize(stack).filter(({ kind }) => /Quota|Range/.test(kind!))).toMatchSnapshot();
  expect(stack.quota!.toJson().spec!.hard!['pods']).toBe('40');
  expect(stack.limits!.name).toBe('containers');
});

test.each<[StackProps, string]>([
  [{ quota: {} }, 'quota: it bounds nothing'],
  [{ quota: { cpu: 'x' } }, 'quota.cpu: "x" is not a quantity'],
  [{ quota: { pods: -1 } }, 'quota.pods: -1 is not a whole number of at least 0'],
  [{ quota: { cpu: '4', cpuLimit: '2' } }, 'quota.cpuLimit: cpuLimit is 2, below cpu, which is 4'],
  [
    { limits: { request: { memory: '1Gi' }, limit: { memory: '512Mi' } } },
    'limits.limit.memory: limit is 512Mi, below request, which is 1Gi',
  ],
  [
    { limits: { least: { cpu: '2' }, most: { cpu: '1' } } },
    'limits.most.cpu: most is 1, below least, which is 2',
  ],
  [{ createNamespace: false, quota: { pods: 1 } }, 'quota: quota is given, but createNamespace is false'],
])('%j is refused', (props, message) => {
  expect(messagesOf(() => newStack('shop', props))).toContainEqual(expect.stringContaining(message));
});

test('a second stack of the namespace leaves the bounds alone', () => {
  expect(newStack('more', { namespace: 'shop', createNamespace: false }) instanceof Stack).toBe(true);
});
