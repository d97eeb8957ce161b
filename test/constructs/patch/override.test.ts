import fc from 'fast-check';
import { overrideOperation, parseFieldPath } from '../../../lib/constructs/patch/override';
import { applyStrictly } from '../../../lib/constructs/patch/strict-patch';

const document = () => ({
  metadata: { annotations: { 'example.com/key': 'old' } },
  spec: {
    containers: [
      { name: 'api', image: 'api:1' },
      { name: 'log', image: 'log:1' },
    ],
    replicas: 2,
  },
});

function override(path: string, value: unknown) {
  const original = document();
  return applyStrictly(original, overrideOperation(original, parseFieldPath(path)!, value));
}

test.each([
  ['spec.replicas', ['spec', 'replicas']],
  ['spec.containers[0].image', ['spec', 'containers', '0', 'image']],
  ['metadata.annotations[example.com/key]', ['metadata', 'annotations', 'example.com/key']],
  ['metadata.annotations["example.com/key"]', ['metadata', 'annotations', 'example.com/key']],
  ["data['a[0]']", ['data', 'a[0]']],
  ['spec.containers[name=api].image', ['spec', 'containers', 'name=api', 'image']],
])('the path %s has these steps', (path, steps) => {
  expect(parseFieldPath(path)).toEqual(steps);
});

test.each(['', '.', 'spec.', 'spec..replicas', 'spec[', 'spec[]', 'spec]', 'spec[0]image', '/spec/replicas'])(
  '%j is no path',
  (path) => {
    expect(parseFieldPath(path)).toBeUndefined();
  },
);

test('an override sets a field that exists', () => {
  expect(override('spec.replicas', 5)).toMatchObject({ spec: { replicas: 5 } });
});

test('an override makes the maps above a field', () => {
  expect(override('spec.template.spec.hostname', 'x')).toMatchObject({
    spec: { template: { spec: { hostname: 'x' } } },
  });
});

test('an override replaces an item of a list, and inserts none', () => {
  expect(override('spec.containers[1]', { name: 'new' })).toMatchObject({
    spec: { containers: [{ name: 'api' }, { name: 'new' }] },
  });
});

test('an override finds an item of a list by one of its fields', () => {
  expect(override('spec.containers[name=log].image', 'log:2')).toMatchObject({
    spec: { containers: [{ image: 'api:1' }, { image: 'log:2' }] },
  });
});

test('an override to undefined removes the field', () => {
  expect(override('metadata.annotations[example.com/key]', undefined)).toMatchObject({
    metadata: { annotations: {} },
  });
});

test.each([
  ['spec.paused', undefined, 'nothing is at /spec/paused; /spec has containers, replicas'],
  [
    'spec.containers[2].image',
    'x',
    '/spec/containers has no item [2]; /spec/containers has 2 items (0 to 1)',
  ],
  ['spec.containers[name=web].image', 'x', 'with name api, log'],
  ['spec.containers[kind=web].image', 'x', 'none with a kind'],
  ['spec.replicas.min', 1, '/spec/replicas is 2, which has no fields'],
  ['spec.volumes[0].name', 'x', 'nothing is at /spec/volumes; /spec has containers, replicas'],
])('%s cannot be set to %j', (path, value, message) => {
  expect(() => override(path, value)).toThrow(message);
});

test('a field that was set can be read back, whatever its key', () => {
  const key = fc
    .string({ minLength: 1 })
    .filter((text) => !/[[\]"'=]|^\d+$/.test(text) && text !== '__proto__');
  fc.assert(
    fc.property(key, fc.integer(), (name, value) => {
      expect(override(`metadata.labels[${name}]`, value)).toMatchObject({
        metadata: { labels: { [name]: value } },
      });
    }),
  );
});
