import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { GO_YAML } from '../../lib/kube/go-yaml';
import { NOT_PLAIN, parsePlainYaml } from '../../lib/kube/plain-yaml';
import { documentsOf } from '../../lib/manifests/documents';

/** What the full parser makes of a text; undefined where it has something against it, or finds no single document. */
function fullyParsed(text: string): { readonly value: unknown } | undefined {
  const documents = parseAllDocuments(text, { ...GO_YAML, uniqueKeys: true });
  if (!Array.isArray(documents) || documents.length === 0) return { value: undefined };
  const [document] = documents;
  if (documents.length > 1 || document!.errors.length > 0) return undefined;
  return { value: document!.toJS({ maxAliasCount: 100 }) ?? undefined };
}

/** Whatever is read must be what the full parser reads. */
function expectSame(text: string): boolean {
  const value = parsePlainYaml(text);
  if (value === NOT_PLAIN) return false;
  expect({ text, value: { value: value ?? undefined } }).toEqual({ text, value: fullyParsed(text) });
  return true;
}

const EXAMPLE = `# A comment
apiVersion: v1
kind: ConfigMap
metadata:
  name: "settings" # why not
  labels: {}
  annotations:
    example.com/note: 'it''s fine'
    other: "a \\"quoted\\" text\\n"
data:
  script: |
    #!/bin/sh
    echo "a: b"

      indented
  last: |-
    no newline
  empty:
  time: 12:30
  octal: 0755
  amount: 100m
  version: 1.10
  yes-no: "yes"
list:
- a
-   b: 1
    c:
    - - x
      - y
    -
- key: v
nested:
  - -1
  - ~
  - .5
  - http://example.com/#a
  - []
`;

test('the example is plain', () => {
  expect(expectSame(EXAMPLE)).toBe(true);
});

test('manifests of this repository are plain, and are read as the full parser reads them', () => {
  const folder = join(__dirname, '..', '..', 'dist');
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.yaml')))
    for (const { plain } of documentsOf(readFileSync(join(folder, name), 'utf8')))
      expect([name, expectSame(plain!)]).toEqual([name, true]);
});

test.each([
  'a: &x 1\nb: *x\n',
  'a: !!str 1\n',
  'a: {b: 1}\n',
  'a: >\n  folded\n',
  'a: one\n  two\n',
  'a: "one\n  two"\n',
  'a: 1\na: 2\n',
  'a: b: c\n',
  'a:\tb\n',
  '? a\n: b\n',
  '<<: {a: 1}\n',
  'on: 1\n',
  ' a: 1\n',
  'a: |2\n   x\n',
  'a: |+\n  x\n\n',
  'a: - b\n',
  'just words\n',
  'a: 1\n b: 2\n',
  '- a\nb: 1\n',
])('%j is left to the full parser', (text) => {
  expect(parsePlainYaml(text)).toBe(NOT_PLAIN);
});

test('nesting without end is left to the full parser', () => {
  expect(parsePlainYaml(`${'- '.repeat(5000)}a\n`)).toBe(NOT_PLAIN);
});

const JSON_VALUE = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { minKeys: 1, maxKeys: 5 });

test('what is written from values is read as the same values', () => {
  fc.assert(
    fc.property(JSON_VALUE, fc.boolean(), (value, wraps) => {
      expectSame(stringify(value, { version: '1.1', ...(wraps ? {} : { lineWidth: 0 }) }));
    }),
    { numRuns: 150 },
  );
});

const TOKEN = fc.oneof(
  fc.constantFrom(
    ...[
      '- ',
      '-',
      ': ',
      ':',
      '#',
      ' #',
      '"',
      "'",
      '|',
      '>',
      '|-',
      '{',
      '}',
      '[',
      ']',
      '&a',
      '*a',
      '!',
      '%',
      '@',
      '?',
    ],
    ...[
      '\n',
      '\n  ',
      '\n    ',
      ' ',
      '  ',
      '~',
      '<<',
      '---',
      '...',
      'yes',
      '1e3',
      '0x1F',
      '1_000',
      '0o7',
      '.inf',
      '=',
      ',',
    ],
  ),
  fc.string({ maxLength: 3 }),
);
const EDIT = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat(6), insert: TOKEN });

test('no edit of a plain document makes it read another value than the full parser does', () => {
  fc.assert(
    fc.property(fc.array(EDIT, { minLength: 1, maxLength: 4 }), (edits) => {
      let text = EXAMPLE;
      for (const { at, remove, insert } of edits) {
        const place = Math.floor(at * text.length);
        text = text.slice(0, place) + insert + text.slice(place + remove);
      }
      for (const { plain } of documentsOf(text)) if (plain !== undefined) expectSame(plain);
    }),
    { numRuns: 800 },
  );
});

test('short texts of indicators are read as the full parser reads them, or left to it', () => {
  const texts = fc.array(fc.oneof(TOKEN, fc.constantFrom('a', 'b: ', 'c:\n', '\n- ', '\n')), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(texts, (parts) => {
      for (const { plain } of documentsOf(parts.join(''))) if (plain !== undefined) expectSame(plain);
    }),
    { numRuns: 800 },
  );
});
