import fc from 'fast-check';
import { decodeAll } from '../../../lib/kube/decode';
import { freeze } from '../../../lib/kube/frozen';
import { createThreeWayPatch, createTwoWayPatch } from '../../../lib/kube/patch/strategic-merge-diff';
import { applyStrategicMergePatch } from '../../../lib/kube/patch/strategic-merge-patch';
import { schemaOf } from '../../../lib/kube/schema';
import { StatusError } from '../../../lib/kube/status';
import { RandomObjects } from './random-object';

const schema = schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' })!;
const deployment = freeze({
  metadata: { name: 'web', labels: { app: 'web' }, finalizers: ['a', 'b'] },
  spec: {
    replicas: 3,
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          { name: 'web', image: 'web:1', env: [{ name: 'A', value: '1' }] },
          { name: 'proxy', image: 'proxy:1' },
        ],
        volumes: [{ name: 'data', emptyDir: {} }],
      },
    },
  },
});

const apply = (patch: unknown) => applyStrategicMergePatch(deployment, freeze(patch), schema);

describe('applyStrategicMergePatch', () => {
  test('shares every part that stays the same', () => {
    const patched = apply({
      spec: { template: { spec: { containers: [{ name: 'proxy', image: 'proxy:2' }] } } },
    });
    expect(patched.metadata).toBe(deployment.metadata);
    expect(patched.spec.template.metadata).toBe(deployment.spec.template.metadata);
    expect(patched.spec.template.spec.volumes).toBe(deployment.spec.template.spec.volumes);
    expect(patched.spec.template.spec.containers[0]).toBe(deployment.spec.template.spec.containers[0]);
  });

  test('is the object itself when nothing changes', () => {
    expect(apply({})).toBe(deployment);
    expect(apply(null)).toBe(deployment);
    expect(
      apply({
        metadata: { finalizers: ['a'], labels: { app: 'web', none: null } },
        spec: { template: { spec: { containers: [{ name: 'web', env: [{ name: 'A', value: '1' }] }] } } },
      }),
    ).toBe(deployment);
  });

  test('deletes from a list before it adds to it, when the patch does both in that order', () => {
    const patched = apply({ metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['c'] } });
    expect(patched.metadata.finalizers).toEqual(['c', 'b']);
  });

  test('custom resources have no strategy to merge by', () => {
    const custom = { ...schema, definitionName: undefined, fields: schema.fields };
    expect(() => applyStrategicMergePatch({}, {}, custom)).toThrow(
      'strategic merge patch format is not supported',
    );
  });

  test('pollutes no prototype', () => {
    const patch = JSON.parse(
      '{"metadata":{"labels":{"__proto__":"x","constructor":"y"}},"__proto__":{"polluted":true}}',
    );
    const patched = apply(patch);
    expect(Object.keys(patched.metadata.labels)).toEqual(['app', '__proto__', 'constructor']);
    expect(Object.getPrototypeOf(patched)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

const directives = fc.constantFrom(
  'metadata',
  'spec',
  'template',
  'containers',
  'name',
  'env',
  'labels',
  'finalizers',
  '$patch',
  '$retainKeys',
  '$setElementOrder/containers',
  '$setElementOrder/finalizers',
  '$deleteFromPrimitiveList/finalizers',
  '$deleteFromPrimitiveList',
  '__proto__',
);
const anyPatch = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom<unknown>('web', 'delete', 'replace', 'a', 1, null, true),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(directives, tie('node'), { maxKeys: 4 }),
  ),
})).node;

test('any patch is merged, or refused with a Status', () => {
  fc.assert(
    fc.property(anyPatch, (patch) => {
      try {
        expect(typeof apply(patch)).toBe('object');
      } catch (error) {
        expect(error).toBeInstanceOf(StatusError);
      }
    }),
    { numRuns: 1000 },
  );
});

const seed = fc.nat();

describe('createTwoWayPatch', () => {
  test('makes the patch that turns one object into another', () => {
    fc.assert(
      fc.property(seed, (one) => {
        const objects = new RandomObjects(one);
        const [original, modified] = [freeze(objects.next()), freeze(objects.next())];
        const patch = createTwoWayPatch(original, modified, objects.schema);
        const patched = applyStrategicMergePatch(original, freeze(patch), objects.schema);
        const { value } = decodeAll(objects.schema, JSON.parse(JSON.stringify(patched)));
        expect(value).toEqual(modified);
      }),
      { numRuns: 1000 },
    );
  });

  test('changes nothing between equal objects', () => {
    fc.assert(
      fc.property(seed, (one) => {
        const objects = new RandomObjects(one);
        const object = freeze(objects.next());
        const patch = createTwoWayPatch(object, structuredClone(object), objects.schema);
        expect(applyStrategicMergePatch(object, patch, objects.schema)).toBe(object);
      }),
      { numRuns: 300 },
    );
  });

  test('says what to delete and in which order', () => {
    const modified = {
      ...deployment,
      metadata: { ...deployment.metadata, finalizers: ['b', 'c'] },
      spec: {
        ...deployment.spec,
        template: {
          ...deployment.spec.template,
          spec: {
            containers: [{ name: 'web', image: 'web:2', env: [{ name: 'A', value: '1' }] }],
            volumes: [{ name: 'data', hostPath: { path: '/data' } }],
          },
        },
      },
    };
    expect(createTwoWayPatch(deployment, modified, schema)).toEqual({
      metadata: {
        finalizers: ['c'],
        '$deleteFromPrimitiveList/finalizers': ['a'],
        '$setElementOrder/finalizers': ['b', 'c'],
      },
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'web', image: 'web:2' },
              { name: 'proxy', $patch: 'delete' },
            ],
            '$setElementOrder/containers': [{ name: 'web' }],
            volumes: [
              {
                name: 'data',
                emptyDir: null,
                hostPath: { path: '/data' },
                $retainKeys: ['hostPath', 'name'],
              },
            ],
            '$setElementOrder/volumes': [{ name: 'data' }],
          },
        },
      },
    });
  });
});

describe('createThreeWayPatch', () => {
  test('deletes what was applied before, and keeps what others added', () => {
    const original = { metadata: { labels: { a: '1', gone: 'x' } }, spec: { replicas: 3 } };
    const modified = { metadata: { labels: { a: '2' } }, spec: {} };
    const current = {
      metadata: { labels: { a: '1', gone: 'x', added: 'y' } },
      spec: { replicas: 3, paused: true },
    };
    const patch = createThreeWayPatch(original, modified, current, schema);
    expect(patch).toEqual({ metadata: { labels: { a: '2', gone: null } }, spec: { replicas: null } });
    expect(applyStrategicMergePatch(current, patch, schema)).toEqual({
      metadata: { labels: { a: '2', added: 'y' } },
      spec: { paused: true },
    });
  });

  test('brings the current object to the modified one where nobody else wrote', () => {
    fc.assert(
      fc.property(seed, (one) => {
        const objects = new RandomObjects(one);
        const [original, modified] = [freeze(objects.next()), freeze(objects.next())];
        const patch = createThreeWayPatch(original, modified, original, objects.schema);
        const patched = applyStrategicMergePatch(original, patch, objects.schema);
        const { value } = decodeAll(objects.schema, JSON.parse(JSON.stringify(patched)));
        expect(value).toEqual(modified);
      }),
      { numRuns: 500 },
    );
  });
});
