import { aggregateContainers } from '../../lib/kube/container-resources';
import type { Container, PodSpec } from '../../lib/kube/generated/core-v1';

const asks = (cpu: string, more: Partial<Container> = {}): Container => ({
  name: 'c',
  resources: { requests: { cpu } },
  ...more,
});
const total = (spec: PodSpec) => String(aggregateContainers(spec, 'requests').get('cpu'));

test('containers run together', () => {
  expect(total({ containers: [asks('1'), asks('500m')] })).toBe('1500m');
});

test('an init container that needs more decides', () => {
  expect(total({ containers: [asks('1')], initContainers: [asks('3'), asks('2')] })).toBe('3');
});

test('sidecars are there all the time, also while later init containers run', () => {
  const sidecar = asks('1', { restartPolicy: 'Always' });
  expect(total({ containers: [asks('1')], initContainers: [sidecar, asks('3')] })).toBe('4');
  expect(total({ containers: [asks('5')], initContainers: [sidecar, asks('3')] })).toBe('6');
});

test('an init container before a sidecar runs without it', () => {
  const sidecar = asks('1', { restartPolicy: 'Always' });
  expect(total({ containers: [asks('1')], initContainers: [asks('3'), sidecar] })).toBe('3');
});
