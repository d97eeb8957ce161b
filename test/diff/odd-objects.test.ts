import fc from 'fast-check';
import { compareManifests } from '../../lib/diff/diff-sets';
import { clone } from '../../lib/kube/frozen';
import type { KubeObject } from '../../lib/kube/object';
import { isObject } from '../../lib/kube/record';
import { pairFiles, sidesOf } from './pairs';

const SHOP = sidesOf(pairFiles()[0]!.pairs[0]!).base.map(({ object }) => object);

const ODD = fc.oneof(
  fc.constantFrom<unknown>(null, '', 0, -1, true, [], {}, [null], [[]], [{}], { '': null }, 'x', '1e999Gi'),
  fc.jsonValue({ maxDepth: 2 }),
);

interface Mutation {
  readonly object: number;
  /** Which of the fields found on the way down, a fraction of them at each level. */
  readonly way: readonly number[];
  readonly value: unknown;
  readonly remove: boolean;
}

const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  object: fc.nat(SHOP.length - 1),
  way: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 9 }),
  value: ODD,
  remove: fc.boolean(),
});

/** The shop with odd values in places where something else belongs. What names an object stays. */
function mutated(mutations: readonly Mutation[]): readonly KubeObject[] {
  const objects = clone(SHOP) as unknown as KubeObject[];
  for (const { object, way, value, remove } of mutations) {
    let place: unknown = objects[object];
    for (const [depth, share] of way.entries()) {
      if (!isObject(place) && !Array.isArray(place)) break;
      const keys = Object.keys(place).filter(
        (key) => !['apiVersion', 'kind', 'metadata', 'name'].includes(key),
      );
      const key = keys[Math.floor(share * keys.length)];
      if (key === undefined) break;
      const parent = place as Record<string, unknown>;
      if (depth === way.length - 1) {
        if (remove) delete parent[key];
        else parent[key] = value;
      } else place = parent[key];
    }
  }
  return objects;
}

const inputs = (objects: readonly KubeObject[]) => objects.map((object) => ({ object }));

test('whatever objects are like, they can be compared, and do not differ from themselves', () => {
  fc.assert(
    fc.property(fc.array(MUTATION, { maxLength: 4 }), fc.array(MUTATION, { maxLength: 4 }), (left, right) => {
      const [base, head] = [mutated(left), mutated(right)];
      const { diff } = compareManifests(inputs(base), inputs(head));
      expect(diff.changes.every(({ consequences }) => consequences.length > 0)).toBe(true);
      expect(compareManifests(inputs(base), inputs(clone(base) as KubeObject[])).diff.changes).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('objects of any shape can be compared', () => {
  const object = fc.record({
    apiVersion: fc.constantFrom('v1', 'apps/v1', 'acme.dev/v1', 'networking.k8s.io/v1', 'autoscaling/v2', ''),
    kind: fc.constantFrom(
      'Service',
      'Deployment',
      'Ingress',
      'HorizontalPodAutoscaler',
      'Thing',
      'Secret',
      '',
    ),
    metadata: fc.record({ name: fc.constantFrom('a', 'b'), labels: fc.jsonValue({ maxDepth: 1 }) }),
    spec: fc.jsonValue({ maxDepth: 3 }),
  });
  fc.assert(
    fc.property(fc.array(object, { maxLength: 5 }), fc.array(object, { maxLength: 5 }), (base, head) => {
      const compared = compareManifests(
        inputs(base as unknown as KubeObject[]),
        inputs(head as unknown as KubeObject[]),
      );
      expect(JSON.stringify(compared.diff)).toContain('"summary"');
    }),
    { numRuns: 200 },
  );
});

test('the objects that are given stay as they are', () => {
  const before = JSON.stringify(SHOP);
  compareManifests(inputs(SHOP), inputs(mutated([{ object: 5, way: [0, 0, 0], value: 7, remove: false }])));
  expect(JSON.stringify(SHOP)).toBe(before);
  expect(SHOP.some((object) => Object.isFrozen(object))).toBe(false);
});
