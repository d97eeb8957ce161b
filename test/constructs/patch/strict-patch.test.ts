import fc from 'fast-check';
import type { PatchOperation } from '../../../lib/constructs';
import { applyStrictly, escapePointer } from '../../../lib/constructs/patch/strict-patch';

const document = () => ({ spec: { replicas: 2, list: ['a', 'b'], empty: [] as string[] }, 'a/b': 1 });

const apply = (operation: PatchOperation) => applyStrictly(document(), operation);

test.each<[PatchOperation, unknown]>([
  [{ op: 'replace', path: '/spec/replicas', value: 3 }, { spec: { replicas: 3 } }],
  [{ op: 'add', path: '/spec/paused', value: true }, { spec: { paused: true } }],
  [{ op: 'add', path: '/spec/list/-', value: 'c' }, { spec: { list: ['a', 'b', 'c'] } }],
  [{ op: 'add', path: '/spec/list/2', value: 'c' }, { spec: { list: ['a', 'b', 'c'] } }],
  [{ op: 'remove', path: '/spec/list/0' }, { spec: { list: ['b'] } }],
  [{ op: 'move', from: '/spec/replicas', path: '/spec/minimum' }, { spec: { minimum: 2 } }],
  [{ op: 'copy', from: '/spec/list/0', path: '/first' }, { first: 'a' }],
  [{ op: 'test', path: '/spec/list', value: ['a', 'b'] }, { spec: { replicas: 2 } }],
  [{ op: 'replace', path: '/a~1b', value: 2 }, { 'a/b': 2 }],
])('%j fits', (operation, expected) => {
  expect(apply(operation)).toMatchObject(expected as object);
});

test.each<[PatchOperation, string]>([
  [
    { op: 'replace', path: '/spec/replica', value: 3 },
    'nothing is at /spec/replica; /spec has replicas, list, empty',
  ],
  [{ op: 'remove', path: '/status' }, 'nothing is at /status; the object has spec, a/b'],
  [{ op: 'remove', path: '/spec/list/2' }, 'nothing is at /spec/list/2; /spec/list has 2 items (0 to 1)'],
  [{ op: 'remove', path: '/spec/empty/0' }, 'nothing is at /spec/empty/0; /spec/empty has no items'],
  [{ op: 'remove', path: '/spec/list/01' }, 'nothing is at /spec/list/01'],
  [
    { op: 'add', path: '/spec/list/3', value: 'c' },
    'nothing can be added at /spec/list/3; /spec/list has 2 items',
  ],
  [{ op: 'add', path: '/spec/template/x', value: 1 }, 'nothing is at /spec/template; /spec has replicas'],
  [{ op: 'add', path: '/spec/replicas/x', value: 1 }, '/spec/replicas is 2, which has no fields'],
  [{ op: 'move', from: '/spec/none', path: '/spec/some' }, 'move from: nothing is at /spec/none'],
  [{ op: 'test', path: '/spec/replicas', value: 3 }, 'test: /spec/replicas is 2, not 3'],
  [{ op: 'replace', path: 'spec', value: 1 }, '"spec" is not a JSON pointer: it must start with "/"'],
  [{ op: 'replace', path: '/constructor', value: 1 }, 'nothing is at /constructor'],
])('%j does not fit', (operation, message) => {
  expect(() => apply(operation)).toThrow(message);
});

test('whatever exists can be replaced, whatever its key', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.integer(), (key, value) => {
      fc.pre(key !== '__proto__');
      const path = `/outer/${escapePointer(key)}`;
      expect(applyStrictly({ outer: { [key]: 'old' } }, { op: 'replace', path, value })).toEqual({
        outer: { [key]: value },
      });
    }),
  );
});

test('whatever does not exist can be neither replaced nor removed', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('replace' as const, 'remove' as const), (key, op) => {
      fc.pre(!['spec', 'a/b'].includes(key));
      expect(() => apply({ op, path: `/${escapePointer(key)}`, value: 1 })).toThrow('nothing is at');
    }),
  );
});
