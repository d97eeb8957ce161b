import { clusterObject, found, object, workload } from '../../checking';

describe('missing-storage-class', () => {
  const rule = 'missing-storage-class';
  const claim = object('v1', 'PersistentVolumeClaim', 'data', { spec: { storageClassName: 'fast' } });

  test('finds the class of a claim, and of a StatefulSet’s', () => {
    const volumeClaimTemplates = [{ metadata: { name: 'data' }, spec: { storageClassName: 'fast' } }];
    const set = workload('db', { kind: 'StatefulSet', spec: { volumeClaimTemplates } });
    expect(found(rule, [claim, set])).toEqual([
      'PersistentVolumeClaim/data spec.storageClassName: there is no StorageClass "fast" in the set',
      'StatefulSet/db spec.volumeClaimTemplates[0].spec.storageClassName: there is no StorageClass "fast" in the set',
    ]);
  });

  test('accepts a class of the set, and the default one', () => {
    const fast = clusterObject('storage.k8s.io/v1', 'StorageClass', 'fast', {
      provisioner: 'example.com/ssd',
    });
    expect(found(rule, [claim, fast, object('v1', 'PersistentVolumeClaim', 'other')])).toEqual([]);
  });
});

describe('missing-priority-class', () => {
  const rule = 'missing-priority-class';
  const urgent = (priorityClassName: string) => workload('api', { pod: { priorityClassName } });

  test('finds a class that is not in the set', () => {
    expect(found(rule, [urgent('high')])).toEqual([
      'Deployment/api spec.template.spec.priorityClassName: there is no PriorityClass "high" in the set',
    ]);
  });

  test('accepts classes of the set, and Kubernetes’ own', () => {
    const high = clusterObject('scheduling.k8s.io/v1', 'PriorityClass', 'high', { value: 1 });
    expect(found(rule, [urgent('high'), high])).toEqual([]);
    expect(found(rule, [urgent('system-cluster-critical')])).toEqual([]);
  });
});

describe('missing-runtime-class', () => {
  const rule = 'missing-runtime-class';
  const boxed = workload('api', { pod: { runtimeClassName: 'gvisor' } });

  test('finds a class that is not in the set', () => {
    expect(found(rule, [boxed])).toEqual([
      'Deployment/api spec.template.spec.runtimeClassName: there is no RuntimeClass "gvisor" in the set',
    ]);
  });

  test('accepts a class that is', () => {
    const gvisor = clusterObject('node.k8s.io/v1', 'RuntimeClass', 'gvisor', { handler: 'runsc' });
    expect(found(rule, [boxed, gvisor])).toEqual([]);
  });
});

describe('missing-ingress-class', () => {
  const rule = 'missing-ingress-class';
  const edge = object('networking.k8s.io/v1', 'Ingress', 'edge', { spec: { ingressClassName: 'nginx' } });

  test('finds a class that is not in the set', () => {
    expect(found(rule, [edge])).toEqual([
      'Ingress/edge spec.ingressClassName: there is no IngressClass "nginx" in the set',
    ]);
  });

  test('accepts a class that is', () => {
    expect(found(rule, [edge, clusterObject('networking.k8s.io/v1', 'IngressClass', 'nginx')])).toEqual([]);
  });
});
