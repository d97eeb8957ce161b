import { clusterObject, found, object } from '../../checking';

const rule = 'custom-resource';

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size', 'tier'],
      properties: {
        size: { type: 'integer', minimum: 1 },
        tier: { type: 'string', default: 'small' },
        users: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
      },
      'x-kubernetes-validations': [
        { rule: "self.tier != 'small' || self.size < 10", message: 'small databases have less than 10' },
      ],
    },
  },
};

const definition = clusterObject(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
  'databases.example.com',
  {
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Database', listKind: 'DatabaseList', plural: 'databases', singular: 'database' },
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } },
        { name: 'v1alpha1', served: false, storage: false, schema: { openAPIV3Schema: schema } },
      ],
    },
  },
);

const database = (spec: object, version = 'v1') =>
  object(`example.com/${version}`, 'Database', 'main', { spec });

test('finds what the schema forbids', () => {
  expect(found(rule, [definition, database({ size: 0 })])).toEqual([
    'Database/main spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
  ]);
  expect(found(rule, [definition, database({})])).toEqual(['Database/main spec.size: Required value']);
});

test('finds unknown fields, and the one that was meant', () => {
  expect(found(rule, [definition, database({ size: 1, users: [{ nmae: 'a' }], teir: 'x' })])).toEqual([
    'Database/main spec.teir: unknown field "spec.teir"; did you mean "tier"?',
    'Database/main spec.users[0].nmae: unknown field "spec.users[0].nmae"; did you mean "name"?',
  ]);
});

test('finds what the rules of the schema forbid', () => {
  expect(found(rule, [definition, database({ size: 20 })])).toEqual([
    expect.stringContaining('small databases have less than 10'),
  ]);
});

test('finds a version that is not served', () => {
  expect(found(rule, [definition, database({ size: 1 }, 'v1alpha1')])).toEqual([
    'Database/main apiVersion: CustomResourceDefinition/databases.example.com serves no version v1alpha1; it serves v1',
  ]);
});

test('accepts what the definition allows, with its defaults, and kinds without a definition', () => {
  expect(found(rule, [definition, database({ size: 1 })])).toEqual([]);
  expect(found(rule, [database({ size: 0 })])).toEqual([]);
});

test('changes nothing of the object', () => {
  const one = database({ size: 1 });
  const before = JSON.stringify(one);
  found(rule, [definition, one]);
  expect(JSON.stringify(one)).toBe(before);
});
