import { validateScale } from '../../../lib/kube/validation/scale';

test('a scale has a name and no negative number of replicas', () => {
  const errors = validateScale({ metadata: { namespace: 'shop' }, spec: { replicas: -1 } });
  expect(errors.map(({ field, message }) => `${field}: ${message}`)).toEqual([
    'metadata.name: Required value: name or generateName is required',
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ]);
});
