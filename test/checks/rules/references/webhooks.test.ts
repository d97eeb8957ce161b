import { clusterObject, found, service, workload } from '../../checking';

const rule = 'dangling-webhook-service';

function webhook(name: string) {
  const clientConfig = { service: { name, namespace: 'shop', path: '/judge' } };
  return clusterObject('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'judge', {
    webhooks: [
      { name: 'judge.example.com', clientConfig, sideEffects: 'None', admissionReviewVersions: ['v1'] },
    ],
  });
}

test('finds a webhook whose Service is not there', () => {
  expect(found(rule, [webhook('judg'), service('judge'), workload('judge')])).toEqual([
    'ValidatingWebhookConfiguration/judge webhooks[0].clientConfig.service: there is no Service "judg" in namespace shop; did you mean "judge"?',
  ]);
});

test('finds the Services of APIServices and of conversions', () => {
  const reference = { name: 'lost', namespace: 'shop' };
  const apiService = clusterObject('apiregistration.k8s.io/v1', 'APIService', 'v1.example.com', {
    spec: { service: reference, group: 'example.com', version: 'v1' },
  });
  const definition = clusterObject('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'xs.example.com', {
    spec: { conversion: { strategy: 'Webhook', webhook: { clientConfig: { service: reference } } } },
  });
  expect(found(rule, [apiService, definition, service('judge')])).toHaveLength(2);
});

test('accepts a Service that is there, and namespaces that the set does not have', () => {
  expect(found(rule, [webhook('judge'), service('judge'), workload('judge')])).toEqual([]);
  expect(found(rule, [webhook('judge')])).toEqual([]);
});
