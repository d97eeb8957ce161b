import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { YamlPrinter } from '../../../lib/constructs/synthesis/yaml-printer';

const print = (...documents: unknown[]) => new YamlPrinter().print(documents);

const NASTY = [
  '',
  ' ',
  'yes',
  'No',
  'on',
  'OFF',
  'y',
  'null',
  '~',
  '-',
  '- a',
  '--- a',
  '...',
  '%a',
  '1',
  '1.5',
  '1e3',
  '0x1f',
  '0b11',
  '017',
  '0o17',
  '190:20:30',
  '1_000',
  '.inf',
  '.NaN',
  '+1',
  '2001-01-01',
  '2001-12-14t21:59:43.10-05:00',
  '<<',
  '=',
  'a: b',
  'a:b',
  'a:',
  'a #b',
  'a#b',
  '#a',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  "it's",
  '"quoted"',
  `both ' and "`,
  'a\nb',
  'a\n',
  '\na',
  'a\n\n',
  'a\n b\n',
  '  a\nb',
  'a\n---\nb',
  'a\tb',
  'a\\b',
  'ä',
  '🙂',
  '\u0000',
  '\ud800',
  'a  b',
  'registry.example.com:5000/shop/api:1.4.2@sha256:0123',
  'app.kubernetes.io/name',
  '500m',
  '25%',
  '/healthz',
  'x'.repeat(2000),
  `#!/bin/sh\nset -e\nexec "$@"\n`,
  `${'word '.repeat(40)}\n  more\n`,
];

const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme' }), fc.string());
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(text, tie('any'), { maxKeys: 4 }),
  ),
}));
const document = fc.dictionary(text, value.any, { maxKeys: 5 });

test.each(NASTY)('%j is printed as cdk8s does, as a value, an item and a key', (one) => {
  const documents = [{ a: one }, { a: [one, [one]] }, { [one]: 'x' }, { a: { b: { [one]: { c: one } } } }];
  for (const each of documents) expect(print(each)).toBe(Yaml.stringify(each));
});

test('any document is printed as cdk8s does', () => {
  fc.assert(
    fc.property(document, (one) => {
      expect(print(one)).toBe(Yaml.stringify(one));
    }),
    { numRuns: 300 },
  );
});

test('what is used twice gets an anchor, as with cdk8s', () => {
  const labels = { a: 'b' };
  expect(print({ x: labels, z: labels })).toBe('x: &a1\n  a: b\nz: *a1\n');
});

test.each([
  undefined,
  null,
  'text',
  3,
  [],
  {},
  [1],
  new Date(0),
  { a: undefined },
  { a: new Map([['b', 1]]) },
])('what is no map of plain values is printed as cdk8s does: %j', (one) => {
  expect(print(one)).toBe(Yaml.stringify(one));
});

test('several documents are separated', () => {
  expect(print({ a: 1 }, { b: 2 })).toBe('a: 1\n---\nb: 2\n');
  expect(print()).toBe('');
});
