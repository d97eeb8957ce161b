import { goKind, goType, jsonKind, printGoValue } from '../../lib/kube/go-value';

test.each([
  [{ b: [1, 'x'], a: { c: null } }, 'map[a:map[c:<nil>] b:[1 x]]'],
  [[], '[]'],
  [1.5, '1.5'],
  [true, 'true'],
  [1e21, '1e+21'],
  [0.00001, '1e-05'],
  [-3, '-3'],
])('%j prints as %s', (value, expected) => {
  expect(printGoValue(value)).toBe(expected);
});

test.each([
  [{}, 'map', 'map[string]interface {}'],
  [[], 'slice', '[]interface {}'],
  ['x', 'string', 'string'],
  [true, 'bool', 'bool'],
  [1, 'int64', 'int64'],
  [1.5, 'float64', 'float64'],
  [null, 'nil', '%!s(<nil>)'],
])('%j is a %s, by type %s', (value, kind, type) => {
  expect(goKind(value)).toBe(kind);
  expect(goType(value)).toBe(type);
});

test('the decoder has names of its own', () => {
  expect([{}, [], 'x', true, 1].map(jsonKind)).toEqual(['object', 'array', 'string', 'bool', 'number']);
});
