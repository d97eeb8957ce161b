import { found, object, workload } from '../../checking';

type Amounts = { readonly [name: string]: string };
const requesting = (requests?: Amounts, limits?: Amounts) => [
  workload('api', { container: { resources: { requests, limits } } }),
];

const range = object('v1', 'LimitRange', 'defaults', {
  spec: { limits: [{ type: 'Container', defaultRequest: { cpu: '50m', memory: '64Mi' } }] },
});

test('no-resource-requests', () => {
  expect(found('no-resource-requests', [workload('api')])).toEqual([
    'Deployment/api spec.template.spec.containers[0].resources: container "main" requests neither CPU nor memory',
  ]);
  expect(found('no-resource-requests', requesting({ cpu: '100m' }))).toEqual([]);
  expect(found('no-resource-requests', [workload('api'), range])).toEqual([]);
});

test('incomplete-resources', () => {
  expect(found('incomplete-resources', requesting({ cpu: '100m' }))).toEqual([
    'Deployment/api spec.template.spec.containers[0].resources: container "main" has no request for memory and limit for memory',
  ]);
  expect(found('incomplete-resources', requesting({ cpu: '100m' }, { memory: '64Mi' }))).toEqual([]);
});

test('no-ephemeral-storage', () => {
  expect(found('no-ephemeral-storage', [workload('api')])).toHaveLength(1);
  const stated = requesting({ 'ephemeral-storage': '1Gi' }, { 'ephemeral-storage': '2Gi' });
  expect(found('no-ephemeral-storage', stated)).toEqual([]);
});

describe('resource-unit', () => {
  test.each([
    [requesting({ memory: '512' }), 'requests.memory: 512 of memory is less than 1Mi; did you mean 512Mi?'],
    [requesting({ memory: '512m' }), 'requests.memory: 512m of memory is less than 1Mi; did you mean 512Mi?'],
    [requesting({}, { cpu: '500' }), 'limits.cpu: 500 CPUs are more than any node has; did you mean 500m?'],
    [requesting({ cpu: '1000' }), 'requests.cpu: 1000 CPUs are more than any node has; did you mean 1000m?'],
    [
      requesting({ memory: '64Ti' }),
      'requests.memory: 64Ti of memory is more than any node has; did you mean 64Gi?',
    ],
  ])('finds what was meant in another unit', (objects, message) => {
    expect(found('resource-unit', objects)[0]).toContain(`containers[0].resources.${message}`);
  });

  test('accepts ordinary amounts', () => {
    expect(
      found('resource-unit', requesting({ cpu: '500m', memory: '512Mi' }, { cpu: '2', memory: '1G' })),
    ).toEqual([]);
    expect(found('resource-unit', requesting({ memory: '0' }))).toEqual([]);
  });
});
