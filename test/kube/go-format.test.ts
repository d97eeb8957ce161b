import { goJson, goJsonIndented, goQuote, goTyped, sortedMap } from '../../lib/kube/go-format';

test.each([
  ['plain', '"plain"'],
  ['a "b" \\c', '"a \\"b\\" \\\\c"'],
  ['tab\tline\n', '"tab\\tline\\n"'],
  ['\x01\x7f', '"\\x01\\x7f"'],
  ['ä€😀', '"ä€😀"'],
  ['\u00ad\u200b', '"\\u00ad\\u200b"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ['<&>', '"<&>"'],
])('%j is quoted as %s', (text, expected) => {
  expect(goQuote(text)).toBe(expected);
});

test('JSON escapes the characters of HTML', () => {
  expect(goJson({ a: '<b> & c' })).toBe('{"a":"\\u003cb\\u003e \\u0026 c"}');
});

test('a typed string is printed as JSON', () => {
  expect(goJson(goTyped('<\x01'))).toBe('"\\u003c\\u0001"');
});

test('indented JSON has one space per level', () => {
  expect(goJsonIndented({ a: [1] })).toBe('{\n "a": [\n  1\n ]\n}');
});

test('maps are sorted by key', () => {
  expect(goJson(sortedMap({ b: 1, a: 2 }))).toBe('{"a":2,"b":1}');
});
