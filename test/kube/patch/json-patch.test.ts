import fc from 'fast-check';
import { freeze } from '../../../lib/kube/frozen';
import {
  applyJsonPatch,
  MAX_COPIED_BYTES,
  MAX_JSON_PATCH_OPERATIONS,
} from '../../../lib/kube/patch/json-patch';
import { StatusError } from '../../../lib/kube/status';

function reasonOf(document: unknown, patch: unknown): string {
  try {
    applyJsonPatch(document, patch);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return `${error.code} ${error.cause instanceof Error ? error.cause.message : error.message}`;
  }
  throw new Error('was applied');
}

test('shares what it does not touch, and changes nothing that it was given', () => {
  const document = freeze({ a: { b: [1, 2] }, c: { d: 'e' } });
  const patch = freeze([
    { op: 'add', path: '/a/b/-', value: { deep: {} } },
    { op: 'add', path: '/a/b/2/deep/x', value: 1 },
  ]);
  const patched = applyJsonPatch<unknown>(document, patch) as typeof document;
  expect(patched).toEqual({ a: { b: [1, 2, { deep: { x: 1 } }] }, c: { d: 'e' } });
  expect(patched.c).toBe(document.c);
  expect(patch[0]!.value).toEqual({ deep: {} });
});

test('a copy is a value of its own', () => {
  const patched = applyJsonPatch<unknown>({ a: { x: 1 } }, [
    { op: 'add', path: '/a/y', value: 2 },
    { op: 'copy', from: '/a', path: '/b' },
    { op: 'add', path: '/b/z', value: 3 },
    { op: 'copy', from: '/a', path: '/a/self' },
  ]);
  expect(patched).toEqual({ a: { x: 1, y: 2, self: { x: 1, y: 2 } }, b: { x: 1, y: 2, z: 3 } });
});

test.each([
  [{ op: 'test', path: '/a', value: 2 }, '422 testing value /a failed: test failed'],
  [{ op: 'remove', path: '/zz' }, '422 Unable to remove nonexistent key: zz: missing value'],
  [{ op: 'frob', path: '/a' }, '422 Unexpected kind: frob'],
  [{ path: '/a' }, '422 Unexpected kind: unknown'],
  [
    { op: 'add', path: '/x/y', value: 1 },
    '422 operation does not apply: doc is missing path: /x/y: missing value',
  ],
  [{ op: 'add', path: '/list/x', value: 1 }, "422 value was not a proper array index: 'x'"],
  [
    { op: 'add', path: '/list/9', value: 1 },
    '422 Unable to access invalid index: 9: invalid index referenced',
  ],
  [{ op: 'add' }, '422 operation missing path field: missing value'],
  [5, '400 error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp'],
])('%j does not apply', (operation, reason) => {
  expect(reasonOf({ a: 1, list: [] }, [operation])).toBe(reason);
});

test('the number of operations is limited', () => {
  const operations = (count: number) => new Array(count).fill({ op: 'add', path: '/list/-', value: 1 });
  const { list } = applyJsonPatch({ list: [] }, operations(MAX_JSON_PATCH_OPERATIONS));
  expect(list).toHaveLength(MAX_JSON_PATCH_OPERATIONS);
  expect(reasonOf({ list: [] }, operations(MAX_JSON_PATCH_OPERATIONS + 1))).toBe(
    '413 Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
  );
});

test('what copies may add is limited', () => {
  const document = { big: 'x'.repeat(MAX_COPIED_BYTES / 2) };
  const copies = ['/b', '/c'].map((path) => ({ op: 'copy', from: '/big', path }));
  expect(reasonOf(document, copies)).toContain('exceeding the limit 3145728');
});

test('members may have any name', () => {
  const patched = applyJsonPatch({} as object, [
    { op: 'add', path: '/__proto__', value: { polluted: true } },
    { op: 'add', path: '/constructor', value: {} },
    { op: 'add', path: '/constructor/prototype', value: { polluted: true } },
  ]);
  expect(Object.keys(patched)).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(patched)).toBe(Object.prototype);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(reasonOf({}, [{ op: 'add', path: '/__proto__/polluted', value: true }])).toContain('missing path');
});

const document = fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.jsonValue({ maxDepth: 3 }), {
  maxKeys: 3,
});
const path = fc
  .array(fc.constantFrom('a', 'b', '0', '1', '-', '-1', '~1', '__proto__', ''), { maxLength: 4 })
  .map((steps) => steps.map((step) => `/${step}`).join(''));
const operation = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.record(
    {
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
      path,
      from: path,
      value: fc.jsonValue({ maxDepth: 2 }),
    },
    { requiredKeys: ['op', 'path'] },
  ),
);

test('any patch applies or is refused with a Status, and never changes a frozen document', () => {
  fc.assert(
    fc.property(document, fc.array(operation, { maxLength: 4 }), (given, patch) => {
      const before = JSON.stringify(given);
      freeze(given);
      freeze(patch);
      try {
        expect(JSON.stringify(applyJsonPatch<unknown>(given, patch))).toBeDefined();
      } catch (error) {
        expect(error).toBeInstanceOf(StatusError);
      }
      expect(JSON.stringify(given)).toBe(before);
    }),
    { numRuns: 1000 },
  );
});
