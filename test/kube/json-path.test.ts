import * as fc from 'fast-check';
import { JsonPath, JsonPathError } from '../../lib/kube/json-path';

const OBJECT = {
  metadata: { name: 'x', annotations: { 'a.b/c': 'dotted' } },
  spec: {
    ports: [
      { name: 'http', port: 80, on: true },
      { name: 'dns', port: 53 },
      { name: 'x', port: 5 },
    ],
    map: { b: 1, a: { name: 'deep' } },
    list: [1, 2, 3, 4],
    nothing: null,
  },
};

/** What kubectl prints for these paths. */
test.each<[string, readonly unknown[]]>([
  ['.spec.ports[*].name', ['http', 'dns', 'x']],
  ['.spec.ports[0].name', ['http']],
  ['.spec.ports[-1].name', ['x']],
  ['.spec.list[1:3]', [2, 3]],
  ['.spec.list[::2]', [1, 3]],
  ['.spec.list[-2:]', [3, 4]],
  ['.spec.list[0,2]', [1, 3]],
  ['.spec.ports[?(@.name=="http")].port', [80]],
  ["$.spec.ports[?(@.name=='dns')].port", [53]],
  ['.spec.ports[?(@.port>50)].name', ['http', 'dns']],
  ['.spec.ports[?(@.port!=53)].name', ['http', 'x']],
  ['.spec.ports[?(@.on)].name', ['http']],
  ['.spec.ports[?(@.on==true)].name', ['http']],
  ['.metadata.annotations.a\\.b/c', ['dotted']],
  ["['metadata'].annotations['a\\.b/c']", ['dotted']],
  ['..name', ['x', 'http', 'dns', 'x', 'deep']],
  ['.spec.map.*', [1, { name: 'deep' }]],
  ["spec['map','list']", [OBJECT.spec.map, OBJECT.spec.list]],
  ['.spec.nothing', [null]],
])('%s leads to what kubectl finds', (path, expected) => {
  expect(JsonPath.parse(path).find(OBJECT)).toEqual(expected);
});

test.each(['.spec.missing.deeper', '.spec.ports[7].name', '.spec.list.name', '.spec.map[0]', '.constructor'])(
  '%s leads nowhere',
  (path) => {
    expect(JsonPath.parse(path).find(OBJECT)).toEqual([]);
  },
);

test.each([
  ['.spec.ports[abc]', 'invalid array index abc'],
  ['.spec.ports[0', 'unterminated array'],
  ['.spec.ports[?(@.a', 'unterminated filter'],
  ['....a', 'invalid multiple recursive descent'],
])('%s cannot be read', (path, why) => {
  expect(() => JsonPath.parse(path)).toThrow(new JsonPathError(why));
});

test('any text is a path or an error with a reason', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'.[]*?(@)="\'ab01:-,\\ <>!') }), (text) => {
      try {
        expect(Array.isArray(JsonPath.parse(text).find(OBJECT))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(JsonPathError);
      }
    }),
    { numRuns: 500 },
  );
});
