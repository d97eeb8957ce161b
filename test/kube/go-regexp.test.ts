import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { goRegExpError, goRegExpFindAll, goRegExpMatches } from '../../lib/kube/go-regexp';

interface Answer {
  readonly pattern: string;
  readonly error?: string;
  readonly found?: { readonly [text: string]: readonly string[] };
}

const FOLDER = join(__dirname, '..', 'golden', 'go-regexp');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const answers = JSON.parse(read('expressions.answers.json')) as readonly Answer[];
const asked = parse(read('expressions.cases.yaml')) as {
  readonly texts: readonly string[];
  readonly patterns: readonly string[];
};

test('every expression is recorded', () => {
  expect(answers.map(({ pattern }) => pattern)).toEqual(asked.patterns);
});

test.each(answers.filter(({ error }) => error !== undefined))(
  'refuses $pattern as Go does',
  ({ pattern, error }) => {
    expect(goRegExpError(pattern)).toBe(error);
  },
);

test.each(answers.filter(({ error }) => error === undefined))(
  'finds $pattern where Go does',
  ({ pattern, found = {} }) => {
    const matching = asked.texts.filter((text) => goRegExpMatches(pattern, text));
    expect(matching.sort()).toEqual(Object.keys(found).sort());
    for (const text of matching) expect(goRegExpFindAll(pattern, text)).toEqual(found[text]);
  },
);

test('throws for an expression that Go does not accept', () => {
  expect(() => goRegExpMatches('(', 'a')).toThrow('missing closing )');
});

/** Expressions that mean the same in both languages: what is repeated is never empty. */
const { expression } = fc.letrec<{
  readonly expression: string;
  readonly part: string;
  readonly item: string;
}>((tie) => ({
  item: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('a', 'b', 'é', '🙂', '.', '[ab]', '[^a]', '\\d', '\\w', '[a-c1]'),
    tie('expression').map((inner) => `(?:a(?:${inner}))`),
  ),
  part: fc.oneof(
    tie('item'),
    fc
      .tuple(tie('item'), fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,2}?', '{1,}'))
      .map((pair) => pair.join('')),
    fc.constantFrom('^', '$', '\\b'),
  ),
  expression: fc
    .array(fc.array(tie('part'), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((branches) => branches.map((branch) => branch.join('')).join('|')),
}));
const text = fc.array(fc.constantFrom('a', 'b', 'c', '1', ' ', 'é', '🙂'), { maxLength: 12 });

test('finds what JavaScript finds, where the two languages agree', () => {
  fc.assert(
    fc.property(expression, text, (pattern, characters) => {
      const whole = characters.join('');
      const found = [...whole.matchAll(new RegExp(pattern, 'gu'))];
      // Go finds nothing empty right behind a match.
      const expected = found.filter(({ 0: match, index }, place) => {
        const before = found[place - 1];
        return match !== '' || !before || before.index + before[0].length !== index;
      });
      expect(goRegExpFindAll(pattern, whole)).toEqual(expected.map(([match]) => match));
    }),
    { numRuns: 1000 },
  );
});

test('finds at most as many as are asked for', () => {
  expect(goRegExpFindAll('a', 'aaa', 2)).toEqual(['a', 'a']);
  expect(goRegExpFindAll('a', 'aaa', 0)).toEqual([]);
});

test('gives up when there are many matches in a long text, each of which may have looked at all of it', () => {
  expect(goRegExpFindAll('a', 'a'.repeat(100_000))).toBeUndefined();
});

/** Backtracking would take longer than the universe exists, or at least minutes. */
const HOSTILE: readonly (readonly [pattern: string, text: string])[] = [
  ['(a+)+$', `${'a'.repeat(100_000)}!`],
  ['^(a|a)*b', 'a'.repeat(100_000)],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(100_000)],
  ['(x+x+)+y', 'x'.repeat(100_000)],
  ['^(\\pL*\\pN*)*!$', 'aé1'.repeat(33_333)],
  ['(.*)(.*)(.*)(.*)(.*)x$', 'a'.repeat(100_000)],
];

test('does not try what could take minutes', () => {
  expect(goRegExpMatches('((a?){1000}){1}a{1000}$', 'a'.repeat(100_000))).toBeUndefined();
  expect(goRegExpFindAll('((a?){1000}){1}a{1000}$', 'a'.repeat(100_000))).toBeUndefined();
  expect(goRegExpMatches('((a?){1000}){1}a{1000}$', 'a'.repeat(1000))).toBe(true);
});

test('refuses a long expression of classes without an end', () => {
  expect(goRegExpError('\\p{'.repeat(100_000))).toMatch('invalid character class range');
});

test.each(HOSTILE)('answers %s about a long text', (pattern, long) => {
  expect(goRegExpMatches(pattern, long)).toBe(false);
  expect(goRegExpFindAll(pattern, long)).toEqual([]);
});
