import fc from 'fast-check';
import { toV1, toV2 } from '../../../lib/kube/conversion/horizontal-pod-autoscaler';
import type { HorizontalPodAutoscaler, MetricSpec } from '../../../lib/kube/generated/autoscaling-v2';

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' };

function autoscaler(metrics: readonly MetricSpec[]): HorizontalPodAutoscaler {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'api', annotations: { keep: 'me' } },
    spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 9, metrics },
  };
}

const CPU: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
};

test('CPU utilization is a field of the first version', () => {
  const v1 = toV1(autoscaler([CPU]));
  expect(v1.spec).toEqual({
    scaleTargetRef,
    minReplicas: 1,
    maxReplicas: 9,
    targetCPUUtilizationPercentage: 70,
  });
  expect(v1.metadata.annotations).toEqual({ keep: 'me' });
});

test('other metrics lie in an annotation, in the form of the first version', () => {
  const pods: MetricSpec = {
    type: 'Pods',
    pods: { metric: { name: 'packets' }, target: { type: 'AverageValue', averageValue: '1k' } },
  };
  expect(toV1(autoscaler([pods])).metadata.annotations![`${PREFIX}metrics`]).toBe(
    '[{"type":"Pods","pods":{"metricName":"packets","targetAverageValue":"1k"}}]',
  );
});

test('an autoscaler of the first version without a target aims at eighty percent', () => {
  const v2 = toV2({ metadata: { name: 'api' }, spec: { scaleTargetRef, maxReplicas: 3 } });
  expect(v2.spec.metrics).toEqual([
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
  ]);
});

test('an annotation that is no list of metrics is passed over', () => {
  const metadata = { name: 'api', annotations: { [`${PREFIX}metrics`]: '{"type":1}' } };
  const v2 = toV2({
    metadata,
    spec: { scaleTargetRef, maxReplicas: 3, targetCPUUtilizationPercentage: 5 },
  });
  expect(v2.spec.metrics).toHaveLength(1);
  expect(v2.metadata.annotations).toBeUndefined();
});

const name = fc.constantFrom('hits', 'queue', 'memory');
const amount = fc.constantFrom('1', '500m', '2k', '1Gi');
const metric: fc.Arbitrary<MetricSpec> = fc.oneof(
  fc.tuple(name, amount).map(
    ([metricName, value]): MetricSpec => ({
      type: 'Pods',
      pods: { metric: { name: metricName }, target: { type: 'AverageValue', averageValue: value } },
    }),
  ),
  fc.tuple(name, amount).map(
    ([metricName, value]): MetricSpec => ({
      type: 'External',
      external: {
        metric: { name: metricName, selector: { matchLabels: { a: 'b' } } },
        target: { type: 'Value', value },
      },
    }),
  ),
  fc.tuple(name, amount).map(
    ([metricName, value]): MetricSpec => ({
      type: 'Object',
      object: {
        describedObject: { kind: 'Service', name: 'api', apiVersion: 'v1' },
        metric: { name: metricName },
        target: { type: 'Value', value },
      },
    }),
  ),
  fc.nat(100).map(
    (percent): MetricSpec => ({
      type: 'ContainerResource',
      containerResource: {
        name: 'cpu',
        container: 'api',
        target: { type: 'Utilization', averageUtilization: percent + 1 },
      },
    }),
  ),
);

test('nothing is lost on the way through the first version', () => {
  fc.assert(
    fc.property(fc.array(metric, { maxLength: 4 }), fc.boolean(), fc.boolean(), (others, hasCpu, behaves) => {
      const base = autoscaler(hasCpu || others.length === 0 ? [...others, CPU] : others);
      const behavior = { scaleDown: { stabilizationWindowSeconds: 5, selectPolicy: 'Min' } };
      const object = behaves ? { ...base, spec: { ...base.spec, behavior } } : base;
      expect(toV2(toV1(object))).toEqual(object);
    }),
  );
});

test('a status comes through the first version', () => {
  const status = {
    currentReplicas: 2,
    desiredReplicas: 3,
    currentMetrics: [
      { type: 'Resource', resource: { name: 'cpu', current: { averageValue: '1', averageUtilization: 9 } } },
    ],
    conditions: [{ type: 'AbleToScale', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }],
  };
  const object = { ...autoscaler([CPU]), status };
  expect(toV1(object).status).toEqual({
    currentReplicas: 2,
    desiredReplicas: 3,
    currentCPUUtilizationPercentage: 9,
  });
  expect(toV2(toV1(object)).status).toEqual(status);
});
