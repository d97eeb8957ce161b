import { found, object, severities, workload } from '../../checking';

function scaler(name: string, target: object, spec: object = {}) {
  return object('autoscaling/v2', 'HorizontalPodAutoscaler', name, {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', ...target },
      maxReplicas: 5,
      ...spec,
    },
  });
}

const CPU = {
  metrics: [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
  ],
};
const requested = workload('api', { container: { resources: { requests: { cpu: '100m' } } } });

describe('dangling-horizontalpodautoscaler', () => {
  const rule = 'dangling-horizontalpodautoscaler';

  test('finds a target that is not there, and the name or kind that was meant', () => {
    expect(found(rule, [scaler('api', { name: 'apii' }), workload('api')])).toEqual([
      'HorizontalPodAutoscaler/api spec.scaleTargetRef: there is no apps/v1 Deployment/apii; did you mean "api"?',
    ]);
    expect(found(rule, [scaler('db', { name: 'db' }), workload('db', { kind: 'StatefulSet' })])).toEqual([
      'HorizontalPodAutoscaler/db spec.scaleTargetRef: there is no apps/v1 Deployment/db; there is apps/v1 StatefulSet/db',
    ]);
  });

  test('finds a target that cannot be scaled', () => {
    const agent = workload('agent', { kind: 'DaemonSet' });
    expect(found(rule, [scaler('agent', { kind: 'DaemonSet', name: 'agent' }), agent])).toEqual([
      'HorizontalPodAutoscaler/agent spec.scaleTargetRef: a DaemonSet cannot be scaled',
    ]);
  });

  test('accepts a target that is there, and custom resources', () => {
    const custom = scaler('b', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'b' });
    expect(found(rule, [scaler('api', { name: 'api' }), custom, workload('api')])).toEqual([]);
  });
});

describe('duplicate-horizontalpodautoscaler', () => {
  const rule = 'duplicate-horizontalpodautoscaler';

  test('finds a second autoscaler of one workload', () => {
    const both = [scaler('one', { name: 'api' }), scaler('two', { name: 'api' }), workload('api')];
    expect(found(rule, both)).toEqual([
      'HorizontalPodAutoscaler/two spec.scaleTargetRef: Deployment/api is scaled by HorizontalPodAutoscaler/one already',
    ]);
  });

  test('accepts one for each', () => {
    const objects = ['api', 'web'].flatMap((name) => [scaler(name, { name }), workload(name)]);
    expect(found(rule, objects)).toEqual([]);
  });
});

describe('hpa-without-requests', () => {
  const rule = 'hpa-without-requests';

  test('finds a target without a request for the resource', () => {
    expect(found(rule, [scaler('api', { name: 'api' }, CPU), workload('api')])).toEqual([
      'HorizontalPodAutoscaler/api spec.metrics[0].resource: scales by the utilization of cpu, but Deployment/api has no request for it in "main"',
    ]);
  });

  test('takes the default metric of an autoscaler that names none for one of CPU', () => {
    expect(severities(rule, [scaler('api', { name: 'api' }), workload('api')])).toEqual(['error']);
  });

  test('accepts requests of the container, of the pod, and of a LimitRange', () => {
    const ofPod = workload('api', { pod: { resources: { requests: { cpu: '1' } } } });
    const range = object('v1', 'LimitRange', 'defaults', {
      spec: { limits: [{ type: 'Container', defaultRequest: { cpu: '50m' } }] },
    });
    for (const objects of [[requested], [ofPod], [workload('api'), range]])
      expect(found(rule, [scaler('api', { name: 'api' }, CPU), ...objects])).toEqual([]);
  });
});
