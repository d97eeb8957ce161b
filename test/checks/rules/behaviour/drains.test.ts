import { found, object, severities, workload } from '../../checking';

const budget = (spec: object) =>
  object('policy/v1', 'PodDisruptionBudget', 'api', {
    spec: { selector: { matchLabels: { app: 'api' } }, ...spec },
  });
const replicas = (count: number) => workload('api', { spec: { replicas: count } });

const scaler = (minReplicas: number, maxReplicas: number) =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'api', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
      minReplicas,
      maxReplicas,
    },
  });

describe('pdb-blocks-drain', () => {
  const rule = 'pdb-blocks-drain';

  test.each([
    [
      { minAvailable: 2 },
      2,
      'spec.minAvailable: minAvailable 2 of 2 pods of Deployment/api leaves none to evict',
    ],
    [
      { maxUnavailable: 0 },
      3,
      'spec.maxUnavailable: maxUnavailable 0 of 3 pods of Deployment/api leaves none to evict',
    ],
    [
      { minAvailable: '100%' },
      3,
      'spec.minAvailable: minAvailable 100% of 3 pods of Deployment/api leaves none to evict',
    ],
    [
      { minAvailable: '60%' },
      2,
      'spec.minAvailable: minAvailable 60% of 2 pods of Deployment/api leaves none to evict',
    ],
    [
      { minAvailable: 1 },
      1,
      'spec.minAvailable: minAvailable 1 of 1 pod of Deployment/api leaves none to evict',
    ],
  ])('finds %j for %i pods', (spec, count, message) => {
    expect(found(rule, [budget(spec), replicas(count)])).toEqual([`PodDisruptionBudget/api ${message}`]);
  });

  test('is a warning where only the least number of replicas is too low', () => {
    const objects = [budget({ minAvailable: 2 }), workload('api'), scaler(2, 5)];
    expect(severities(rule, objects)).toEqual(['warning']);
    expect(severities(rule, [budget({ maxUnavailable: 0 }), workload('api'), scaler(2, 5)])).toEqual([
      'error',
    ]);
  });

  test('accepts budgets that let one pod go, and workloads without pods', () => {
    expect(found(rule, [budget({ minAvailable: 2 }), replicas(3)])).toEqual([]);
    expect(found(rule, [budget({ maxUnavailable: '10%' }), replicas(2)])).toEqual([]);
    expect(found(rule, [budget({ minAvailable: 1 }), replicas(0)])).toEqual([]);
    expect(found(rule, [budget({ minAvailable: 1 })])).toEqual([]);
  });
});

test('pdb-unhealthy-pod-eviction-policy', () => {
  const rule = 'pdb-unhealthy-pod-eviction-policy';
  expect(found(rule, [budget({ maxUnavailable: 1 })])).toHaveLength(1);
  expect(found(rule, [budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' })])).toEqual([]);
});
