import { found, object, service, workload } from '../../checking';

test('no-network-policy finds pods that everybody reaches', () => {
  const policy = (podSelector: object) =>
    object('networking.k8s.io/v1', 'NetworkPolicy', 'deny', {
      spec: { podSelector, policyTypes: ['Ingress'] },
    });
  expect(found('no-network-policy', [workload('api')])).toEqual([
    'Deployment/api: no NetworkPolicy isolates the pods of Deployment/api',
  ]);
  expect(found('no-network-policy', [workload('api'), policy({})])).toEqual([]);
  expect(found('no-network-policy', [workload('api'), policy({ matchLabels: { app: 'web' } })])).toHaveLength(
    1,
  );
});

test('exposed-service finds Services that are open to the outside', () => {
  for (const type of ['NodePort', 'LoadBalancer'])
    expect(found('exposed-service', [service('api', { type })])).toEqual([
      `Service/api spec.type: is a ${type} Service`,
    ]);
  expect(found('exposed-service', [service('api')])).toEqual([]);
});

test('ingress-without-tls', () => {
  const ingress = (spec: object) => object('networking.k8s.io/v1', 'Ingress', 'edge', { spec });
  expect(found('ingress-without-tls', [ingress({})])).toHaveLength(1);
  expect(found('ingress-without-tls', [ingress({ tls: [{ secretName: 'tls' }] })])).toEqual([]);
});

test('default-namespace finds objects that name none', () => {
  const map = (namespace: string | undefined) =>
    object('v1', 'ConfigMap', 'settings', { metadata: { namespace } });
  expect(found('default-namespace', [map(undefined)])).toEqual([
    'ConfigMap/settings metadata.namespace: names no namespace',
  ]);
  expect(found('default-namespace', [map('default')])).toHaveLength(1);
  expect(found('default-namespace', [map('shop')])).toEqual([]);
});
