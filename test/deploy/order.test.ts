import { applyOrder } from '../../lib/deploy/order';

const kinds = (...list: string[]) =>
  list.map((kind, index) => ({ object: { kind, metadata: { name: String(index) } } }));

test('objects are applied after what they need', () => {
  const order = applyOrder(
    kinds(
      'Ingress',
      'Widget',
      'Deployment',
      'ConfigMap',
      'MutatingWebhookConfiguration',
      'Service',
      'CustomResourceDefinition',
      'Namespace',
    ),
  );
  expect(order.map(({ object }) => object.kind)).toEqual([
    'Namespace',
    'CustomResourceDefinition',
    'ConfigMap',
    'Service',
    'Deployment',
    'Ingress',
    'Widget',
    'MutatingWebhookConfiguration',
  ]);
});

test('objects of one kind keep their order', () => {
  const order = applyOrder(kinds('ConfigMap', 'Secret', 'ConfigMap'));
  expect(order.map(({ object }) => object.metadata.name)).toEqual(['1', '0', '2']);
});
