import { PodRequests } from '../../../../lib/cluster/scheduler/cache/pod-requests';
import { freeze } from '../../../../lib/kube/frozen';
import type { ContainerStatus, Pod, PodSpec } from '../../../../lib/kube/generated/core-v1';

const container = (name: string, requests: { [name: string]: string }) => ({ name, resources: { requests } });

test('scalars are the resources that have no field of their own', () => {
  const spec: PodSpec = {
    containers: [container('main', { cpu: '1', 'example.com/gpu': '2', 'hugepages-2Mi': '4Mi', pods: '1' })],
  };
  expect(Object.fromEntries(PodRequests.of(spec).scalars!)).toEqual({
    'example.com/gpu': 2,
    'hugepages-2Mi': 4 * 1024 * 1024,
  });
});

test('containers that request nothing count in scoring, not in fitting', () => {
  const requests = PodRequests.of({ containers: [container('main', { cpu: '1' }), { name: 'other' }] });
  expect(requests).toMatchObject({
    cpu: 1000,
    memory: 0,
    nonZeroCpu: 1100,
    nonZeroMemory: 400 * 1024 * 1024,
  });
});

test('pods of one template share one answer, also when their volumes differ', () => {
  const containers = freeze([container('main', { cpu: '1' })]);
  const first = PodRequests.of({ containers, volumes: [{ name: 'a' }] });
  expect(PodRequests.of({ containers, volumes: [{ name: 'b' }] })).toBe(first);
  expect(PodRequests.of({ containers, overhead: { cpu: '1' } }).cpu).toBe(2000);
});

test('a pod that is being resized counts with the greater of what it has and is to have', () => {
  const status = (name: string, actual: string, allocated: string) =>
    ({
      name,
      resources: { requests: { cpu: actual } },
      allocatedResources: { cpu: allocated },
    }) as unknown as ContainerStatus;
  const pod = (cpu: string, actual: string, allocated: string): Pod => ({
    metadata: { name: 'a' },
    spec: { containers: [container('main', { cpu })] },
    status: { containerStatuses: [status('main', actual, allocated)] },
  });
  expect(PodRequests.ofRunning(pod('2', '1', '1')).cpu).toBe(2000);
  expect(PodRequests.ofRunning(pod('1', '1', '3')).cpu).toBe(3000);
  expect(PodRequests.ofRunning(pod('1', '2', '1')).cpu).toBe(2000);
});
