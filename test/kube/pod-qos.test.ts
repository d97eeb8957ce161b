import type { ResourceRequirements } from '../../lib/kube/generated/core-v1';
import { podQosClass } from '../../lib/kube/pod-qos';

const both = { cpu: '1', memory: '1Gi' };
const classOf = (...resources: ResourceRequirements[]) =>
  podQosClass({ containers: resources.map((one, index) => ({ name: `c${index}`, resources: one })) });

test.each<[string, ResourceRequirements[], string]>([
  ['nothing is asked for', [{}], 'BestEffort'],
  ['zero is asked for', [{ requests: { cpu: '0' }, limits: { memory: '0' } }], 'BestEffort'],
  ['only other resources are asked for', [{ requests: { 'ephemeral-storage': '1Gi' } }], 'BestEffort'],
  ['limits are requests', [{ requests: both, limits: both }], 'Guaranteed'],
  [
    'they are the same in other words',
    [{ requests: { cpu: '1000m', memory: '1024Mi' }, limits: both }],
    'Guaranteed',
  ],
  ['one container has no limits', [{ requests: both, limits: both }, {}], 'Burstable'],
  ['a limit is higher', [{ requests: both, limits: { ...both, cpu: '2' } }], 'Burstable'],
  ['only the CPU is limited', [{ requests: { cpu: '1' }, limits: { cpu: '1' } }], 'Burstable'],
])('when %s the class is right', (_, resources, expected) => {
  expect(classOf(...resources)).toBe(expected);
});

test('resources of the pod stand for those of its containers', () => {
  expect(podQosClass({ containers: [{ name: 'a' }], resources: { requests: both, limits: both } })).toBe(
    'Guaranteed',
  );
});
