import { found, object, workload } from '../../checking';

const replicas = (count: number) => workload('api', { spec: { replicas: count } });

const scaler = (minReplicas: number, maxReplicas: number) =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'api', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
      minReplicas,
      maxReplicas,
    },
  });

describe('hpa-fixed-replicas', () => {
  test('finds a number of replicas that an autoscaler changes', () => {
    expect(found('hpa-fixed-replicas', [replicas(3), scaler(2, 5)])).toEqual([
      'Deployment/api spec.replicas: Deployment/api asks for 3 replicas, but HorizontalPodAutoscaler/api scales it',
    ]);
  });

  test('accepts a workload that leaves it out, or that is switched off', () => {
    expect(found('hpa-fixed-replicas', [workload('api'), scaler(2, 5)])).toEqual([]);
    expect(found('hpa-fixed-replicas', [replicas(0), scaler(2, 5)])).toEqual([]);
    expect(found('hpa-fixed-replicas', [replicas(3)])).toEqual([]);
  });
});

test('hpa-cannot-scale', () => {
  expect(found('hpa-cannot-scale', [workload('api'), scaler(3, 3)])).toEqual([
    'HorizontalPodAutoscaler/api spec.maxReplicas: scales from 3 to 3',
  ]);
  expect(found('hpa-cannot-scale', [workload('api'), scaler(2, 3)])).toEqual([]);
});
