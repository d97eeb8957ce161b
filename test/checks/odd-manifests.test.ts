import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { BUILT_IN_RULES } from '../../lib/checks/registry';
import { checkObjects } from '../../lib/checks/run-checks';
import { clone } from '../../lib/kube/frozen';
import type { KubeObject } from '../../lib/kube/object';
import { isObject } from '../../lib/kube/record';
import { parseManifests } from '../../lib/manifests/parse-manifests';

const TEXT = readFileSync(join(__dirname, 'everything.yaml'), 'utf8');
const EVERYTHING = parseManifests(TEXT, 'everything.yaml').objects.map(({ object }) => object);
const ASSUMPTIONS = { nodes: { count: 3, cpu: '4', memory: '16Gi' } };

function check(objects: readonly KubeObject[]) {
  return checkObjects(
    objects.map((object) => ({ object })),
    { profile: 'restricted', assumptions: ASSUMPTIONS },
  ).findings;
}

const ODD = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1.5,
    true,
    [],
    {},
    [null],
    [[]],
    [{}],
    { '': null },
    'x',
    '1e999Gi',
  ),
  fc.constantFrom<unknown>('__proto__', 'constructor', '101%', '-5', '$(', '9'.repeat(400), { __proto__: 1 }),
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
  object: fc.nat(EVERYTHING.length - 1),
  way: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 10 }),
  value: ODD,
  remove: fc.boolean(),
});

/** Everything, with odd values in places where something else belongs. */
function mutated(mutations: readonly Mutation[]): readonly KubeObject[] {
  const objects = clone(EVERYTHING) as unknown as KubeObject[];
  for (const { object, way, value, remove } of mutations) {
    let place: unknown = objects[object];
    for (const [depth, share] of way.entries()) {
      if (!isObject(place) && !Array.isArray(place)) break;
      const keys = Object.keys(place);
      const key = keys[Math.floor(share * keys.length)];
      if (key === undefined) break;
      const parent = place as Record<string, unknown>;
      const next = parent[key];
      if (depth < way.length - 1 && typeof next === 'object' && next !== null) place = next;
      else {
        if (remove) delete parent[key];
        else parent[key] = value;
        break;
      }
    }
  }
  return objects;
}

test('the set of everything has something to find for most rules', () => {
  const found = new Set(check(EVERYTHING).map(({ rule }) => rule));
  expect(found.size).toBeGreaterThan(BUILT_IN_RULES.length * 0.6);
});

test('every finding says what to do', () => {
  expect(check(EVERYTHING).filter(({ fix }) => fix === '')).toEqual([]);
});

test('no rule fails whatever the fields of objects hold', () => {
  fc.assert(
    fc.property(fc.array(MUTATION, { minLength: 1, maxLength: 12 }), (mutations) => {
      const failures = check(mutated(mutations)).filter(({ message }) =>
        message.startsWith('the rule failed'),
      );
      expect(failures.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('objects of any shape are reported, not thrown', () => {
  const kinds = EVERYTHING.map(({ apiVersion, kind }) => ({ apiVersion, kind }));
  const shapeless = fc.tuple(
    fc.constantFrom(...kinds),
    fc.jsonValue({ maxDepth: 3 }),
    fc.jsonValue({ maxDepth: 4 }),
  );
  fc.assert(
    fc.property(fc.array(shapeless, { minLength: 1, maxLength: 4 }), (shapes) => {
      const objects = shapes.map(
        ([kind, metadata, spec]) => ({ ...kind, metadata, spec }) as unknown as KubeObject,
      );
      const failures = check(objects).filter(({ message }) => message.startsWith('the rule failed'));
      expect(failures.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    }),
    { numRuns: 80 },
  );
});
