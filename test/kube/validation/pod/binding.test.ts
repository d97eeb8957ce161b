import { validateBinding } from '../../../../lib/kube/validation/pod/binding';

const binding = (target: object) => ({
  metadata: { name: 'web' },
  target: target as { readonly name: string },
});

test('a pod is bound to a node', () => {
  expect(validateBinding(binding({ name: 'node-1', kind: 'Node' }))).toEqual([]);
  expect(validateBinding(binding({ name: 'node-1' }))).toEqual([]);
});

test('a pod is bound to nothing else', () => {
  expect(
    validateBinding(binding({ kind: 'Machine' })).map(({ field, message }) => `${field}: ${message}`),
  ).toEqual([
    'target.kind: Unsupported value: "Machine": supported values: "Node", "<empty>"',
    'target.name: Required value',
  ]);
});
