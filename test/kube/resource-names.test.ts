import {
  allowsOvercommit,
  isContainerResource,
  isExtendedResource,
  isIntegerResource,
  isNativeResource,
  isPodLevelResource,
  isQuotaResource,
  isStandardResource,
} from '../../lib/kube/resource-names';

test.each([
  ['cpu', { native: true, extended: false, overcommit: true, integer: false, container: true, pod: true }],
  [
    'hugepages-2Mi',
    { native: true, extended: false, overcommit: false, integer: false, container: true, pod: true },
  ],
  ['pods', { native: true, extended: false, overcommit: true, integer: true, container: false, pod: false }],
  [
    'example.com/gpu',
    { native: false, extended: true, overcommit: false, integer: true, container: false, pod: false },
  ],
  [
    'kubernetes.io/x',
    { native: true, extended: false, overcommit: true, integer: false, container: false, pod: false },
  ],
  [
    'requests.example.com/gpu',
    { native: false, extended: false, overcommit: false, integer: false, container: false, pod: false },
  ],
])('%s', (name, expected) => {
  expect({
    native: isNativeResource(name),
    extended: isExtendedResource(name),
    overcommit: allowsOvercommit(name),
    integer: isIntegerResource(name),
    container: isContainerResource(name),
    pod: isPodLevelResource(name),
  }).toEqual(expected);
});

test('quotas count requests, limits and objects', () => {
  for (const name of ['requests.cpu', 'limits.memory', 'services.nodeports', 'requests.hugepages-1Gi'])
    expect(isQuotaResource(name)).toBe(true);
  expect(isQuotaResource('storage')).toBe(false);
  expect(isStandardResource('storage')).toBe(true);
});
