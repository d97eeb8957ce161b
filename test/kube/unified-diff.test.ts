import fc from 'fast-check';
import { unifiedDiff } from '../../lib/kube/unified-diff';

const lines = (...list: string[]) => list.join('\n');
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);

test('the same texts differ in nothing', () => {
  expect(unifiedDiff('a\nb', 'a\nb')).toBe('');
});

test('a changed line is shown with three lines around it', () => {
  const before = numbered(9);
  const after = before.with(4, 'other');
  expect(unifiedDiff(lines(...before), lines(...after))).toBe(
    '@@ -2,7 +2,7 @@\n line 1\n line 2\n line 3\n-line 4\n+other\n line 5\n line 6\n line 7\n',
  );
});

test('changes far apart have hunks of their own', () => {
  const before = numbered(30);
  const after = before.with(2, 'x').with(25, 'y');
  expect(unifiedDiff(lines(...before), lines(...after)).match(/^@@.*@@$/gm)).toEqual([
    '@@ -1,6 +1,6 @@',
    '@@ -23,7 +23,7 @@',
  ]);
});

test('changes near each other share a hunk', () => {
  const before = numbered(12);
  const after = before.with(2, 'x').with(9, 'y');
  expect(unifiedDiff(lines(...before), lines(...after)).match(/^@@.*@@$/gm)).toEqual(['@@ -1,12 +1,12 @@']);
});

test('a text of one line has a range without a length', () => {
  expect(unifiedDiff('a', 'b')).toBe('@@ -1 +1 @@\n-a\n+b\n');
});

/** Applies a diff to the text it was made from. */
function applied(before: string, diff: string): string {
  const source = before.split('\n');
  const result: string[] = [];
  let done = 0;
  for (const line of diff.split('\n').slice(0, -1)) {
    const header = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (header) {
      const start = Number(header[1]) - (header[2] === '0' ? 0 : 1);
      result.push(...source.slice(done, start));
      done = start;
    } else if (line.startsWith('+')) result.push(line.slice(1));
    else {
      expect(source[done]).toBe(line.slice(1));
      done++;
      if (line.startsWith(' ')) result.push(line.slice(1));
    }
  }
  return [...result, ...source.slice(done)].join('\n');
}

test('a diff turns the one text into the other', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '{', '}'), { minLength: 1, maxLength: 40 })
    .map((list) => list.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(applied(before, unifiedDiff(before, after))).toBe(after);
    }),
  );
});

test('a diff of long texts, in which frequent lines count for nothing, does so too', () => {
  const before = numbered(300).flatMap((line) => ['{', line, '}']);
  const after = before.filter((line) => line !== 'line 150' && line !== 'line 20');
  expect(applied(lines(...before), unifiedDiff(lines(...before), lines(...after)))).toBe(lines(...after));
});
