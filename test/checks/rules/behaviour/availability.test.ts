import { found, object, service, workload } from '../../checking';

const replicas = (count: number, fields: Parameters<typeof workload>[1] = {}) => [
  workload('api', { ...fields, spec: { replicas: count, ...fields?.spec } }),
  service('api'),
];

const scaler = (minReplicas: number) =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'api', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
      minReplicas,
      maxReplicas: 5,
    },
  });

test('single-replica', () => {
  expect(found('single-replica', replicas(1))).toEqual([
    'Deployment/api spec.replicas: Deployment/api may have one pod only',
  ]);
  expect(found('single-replica', [...replicas(3), scaler(1)])).toEqual([
    'HorizontalPodAutoscaler/api spec.minReplicas: Deployment/api may have one pod only',
  ]);
  expect(found('single-replica', replicas(2))).toEqual([]);
  expect(found('single-replica', [workload('api')])).toEqual([]);
});

test('no-disruption-budget', () => {
  const budget = object('policy/v1', 'PodDisruptionBudget', 'api', {
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'api' } } },
  });
  expect(found('no-disruption-budget', replicas(2))).toHaveLength(1);
  expect(found('no-disruption-budget', [...replicas(2), budget])).toEqual([]);
  expect(found('no-disruption-budget', replicas(1))).toEqual([]);
});

test('no-spread', () => {
  const spread = {
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' as const },
    ],
  };
  expect(found('no-spread', replicas(2))).toHaveLength(1);
  expect(found('no-spread', replicas(2, { pod: spread }))).toEqual([]);
});

test('recreate-strategy', () => {
  expect(found('recreate-strategy', replicas(2, { spec: { strategy: { type: 'Recreate' } } }))).toHaveLength(
    1,
  );
  expect(found('recreate-strategy', replicas(2))).toEqual([]);
});

test('no-priority-class', () => {
  expect(found('no-priority-class', [workload('api')])).toHaveLength(1);
  expect(found('no-priority-class', [workload('api', { pod: { priorityClassName: 'high' } })])).toEqual([]);
});

const template = {
  spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'example.com/clean:1' }] },
};

test('job-without-end', () => {
  const job = (spec: object) => object('batch/v1', 'Job', 'clean', { spec: { template, ...spec } });
  expect(found('job-without-end', [job({})])).toHaveLength(1);
  expect(found('job-without-end', [job({ ttlSecondsAfterFinished: 60 })])).toEqual([]);
});

test('cron-job-deadline', () => {
  const cron = (spec: object) =>
    object('batch/v1', 'CronJob', 'clean', {
      spec: { schedule: '@daily', jobTemplate: { spec: { template } }, ...spec },
    });
  expect(found('cron-job-deadline', [cron({})])).toHaveLength(1);
  expect(found('cron-job-deadline', [cron({ startingDeadlineSeconds: 60 })])).toEqual([]);
  expect(found('cron-job-deadline', [cron({ concurrencyPolicy: 'Forbid' })])).toEqual([]);
});
