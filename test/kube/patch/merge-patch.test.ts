import fc from 'fast-check';
import { freeze } from '../../../lib/kube/frozen';
import {
  applyMergePatch,
  createMergePatch,
  createThreeWayMergePatch,
} from '../../../lib/kube/patch/merge-patch';

const patch = (document: unknown, change: unknown) => applyMergePatch<unknown>(document, change);

/** RFC 7396, appendix A, as far as documents and patches are objects. */
test.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j with %j is %j', (document, change, expected) => {
  expect(patch(document, change)).toEqual(expected);
});

test('shares what it does not touch, and is the document itself when nothing changes', () => {
  const document = freeze({ a: { b: 1 }, c: { d: [1] } });
  const patched = patch(document, { a: { b: 2 } }) as typeof document;
  expect(patched.c).toBe(document.c);
  expect(patch(document, { a: { b: 1 }, c: { d: [1], e: null } })).toBe(document);
});

test.each([
  [null, 'Invalid JSON Patch'],
  [[], 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'],
  [true, 'error decoding patch: json: cannot unmarshal bool into Go value of type map[string]interface {}'],
])('a patch that is %j is refused', (change, message) => {
  expect(() => patch({}, change)).toThrow(message);
});

/** Objects without nulls: those are what merge patches can say. */
const object = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(0, 1, 'a', '', true),
    fc.array(tie('value'), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor', 'x'), tie('value'), { maxKeys: 4 }),
})).object;

describe('merge patches', () => {
  test('turn the original into the modified document', () => {
    fc.assert(
      fc.property(object, object, (original, modified) => {
        expect(patch(freeze(original), freeze(createMergePatch(original, modified)))).toEqual(modified);
      }),
    );
  });

  test('are empty between equal documents', () => {
    fc.assert(
      fc.property(object, (document) => {
        expect(createMergePatch(document, structuredClone(document))).toEqual({});
      }),
    );
  });

  test('change nothing when they are applied again', () => {
    fc.assert(
      fc.property(object, object, object, (document, from, to) => {
        const change = createMergePatch(from, to);
        const once = patch(document, change);
        expect(patch(freeze(once), change)).toBe(once);
      }),
    );
  });
});

describe('a three-way merge patch', () => {
  test('deletes what was applied before, and keeps what others added', () => {
    const original = { a: 1, gone: { x: 1 }, list: [1] };
    const modified = { a: 2, list: [1, 2], empty: {} };
    const current = { a: 1, gone: { x: 1, added: 2 }, list: [1], added: 3 };
    const change = createThreeWayMergePatch(original, modified, current);
    expect(change).toEqual({ a: 2, gone: null, list: [1, 2], empty: {} });
    expect(patch(current, change)).toEqual({ a: 2, list: [1, 2], empty: {}, added: 3 });
  });

  test('brings the current document to the modified one where nobody else wrote', () => {
    fc.assert(
      fc.property(object, object, (original, modified) => {
        const change = createThreeWayMergePatch(original, modified, original);
        expect(patch(original, change)).toEqual(modified);
      }),
    );
  });
});
