import { found, object, service, severities, workload } from '../../checking';

const quota = (hard: object, spec: object = {}) =>
  object('v1', 'ResourceQuota', 'shop', { spec: { hard, ...spec } });
const asking = (name: string, cpu: string, replicas: number) =>
  workload(name, { spec: { replicas }, container: { resources: { requests: { cpu } } } });

describe('quota-exceeded', () => {
  const rule = 'quota-exceeded';

  test('finds a quota below what the workloads request, and names the largest', () => {
    expect(
      found(rule, [quota({ 'requests.cpu': '2' }), asking('api', '500m', 4), asking('web', '100m', 2)]),
    ).toEqual([
      'ResourceQuota/shop spec.hard[requests.cpu]: the objects of its namespace need 2200m of requests.cpu, and the quota is 2 (Deployment/api 2 and Deployment/web 200m)',
    ]);
  });

  test('counts pods, objects and the claims of StatefulSets', () => {
    const volumeClaimTemplates = [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
      },
    ];
    const set = workload('db', { kind: 'StatefulSet', spec: { replicas: 3, volumeClaimTemplates } });
    expect(
      found(rule, [quota({ pods: '2', services: '0', 'requests.storage': '20Gi' }), set, service('db')]).map(
        (text) => text.replace(/^.*: /, ''),
      ),
    ).toEqual([
      'the objects of its namespace need 3 of pods, and the quota is 2 (StatefulSet/db 3)',
      'the objects of its namespace need 1 of services, and the quota is 0',
      'the objects of its namespace need 30Gi of requests.storage, and the quota is 20Gi',
    ]);
  });

  test('warns of what only an autoscaler may ask for', () => {
    const scaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', 'api', {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
        minReplicas: 2,
        maxReplicas: 8,
      },
    });
    expect(severities(rule, [quota({ pods: '4' }), workload('api'), scaler])).toEqual(['warning']);
  });

  test('accepts enough, other namespaces, and scopes that the pods are not in', () => {
    expect(found(rule, [quota({ 'requests.cpu': '2' }), asking('api', '500m', 4)])).toEqual([]);
    const elsewhere = workload('api', { metadata: { namespace: 'other' } });
    expect(found(rule, [quota({ pods: '0' }), elsewhere])).toEqual([]);
    expect(found(rule, [quota({ pods: '0' }, { scopes: ['Terminating'] }), workload('api')])).toEqual([]);
  });
});

describe('quota-needs-resources', () => {
  const rule = 'quota-needs-resources';

  test('finds pods that do not state what is limited', () => {
    expect(found(rule, [quota({ 'limits.memory': '1Gi' }), workload('api')])).toEqual([
      'Deployment/api: ResourceQuota/shop limits it: Deployment/api must specify limits.memory for: main',
    ]);
  });

  test('accepts pods that do, and those that a LimitRange fills', () => {
    expect(found(rule, [quota({ 'requests.cpu': '1' }), asking('api', '100m', 1)])).toEqual([]);
    const range = object('v1', 'LimitRange', 'defaults', {
      spec: { limits: [{ type: 'Container', default: { memory: '64Mi' } }] },
    });
    expect(found(rule, [quota({ 'limits.memory': '1Gi' }), workload('api'), range])).toEqual([]);
    expect(found(rule, [quota({ pods: '10' }), workload('api')])).toEqual([]);
  });
});
