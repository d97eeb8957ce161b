import { type Source, sourcesBelow } from './sources';

const PROGRAM = [...sourcesBelow('lib'), ...sourcesBelow('apps'), ...sourcesBelow('tools')];
const TESTS = sourcesBelow('test');

function linesMatching(sources: readonly Source[], pattern: RegExp): string[] {
  return sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

test('no file is longer than 400 lines', () => {
  const long = PROGRAM.map(({ path, text }) => ({ path, lines: text.split('\n').length })).filter(
    ({ lines }) => lines > 400,
  );
  expect(long).toEqual([]);
});

test('no function is longer than a screen of 80 lines', () => {
  const long = PROGRAM.flatMap(({ path, text }) => longFunctions(text).map((line) => `${path}:${line}`));
  expect(long).toEqual([]);
});

test('nothing is named utils, helpers, misc or common', () => {
  const wrong = PROGRAM.map(({ path }) => path).filter((path) =>
    /(^|\/)(utils?|helpers?|misc|common|manager)(\.ts|\/|-)/.test(path),
  );
  expect(wrong).toEqual([]);
});

test('nothing is left to do later', () => {
  expect(
    linesMatching([...PROGRAM, ...TESTS], /\b(TODO|FIXME|XXX|HACK)\b/).filter(
      (line) => !line.startsWith('test/architecture/'),
    ),
  ).toEqual([]);
});

test('no test is skipped, focused or empty', () => {
  const wrong = linesMatching(
    TESTS,
    /\b(?:(?:test|it|describe)\.(?:skip|only|todo)|x(?:it|test|describe)|f(?:it|describe))\b\s*[.(`]/,
  );
  expect(wrong.filter((line) => !line.startsWith('test/architecture/'))).toEqual([]);
});

test('nothing is hidden from the type checker', () => {
  expect(linesMatching(PROGRAM, /@ts-(?:ignore|nocheck|expect-error)/)).toEqual([]);
});

test('a rule of the linter is only ignored with a reason', () => {
  expect(
    linesMatching([...PROGRAM, ...TESTS], /biome-ignore(?![^:]*: \w)/).filter(
      (line) => !line.startsWith('test/architecture/'),
    ),
  ).toEqual([]);
});

test('the program prints only through the terminal of its commands', () => {
  const lib = PROGRAM.filter(({ path }) => path.startsWith('lib/'));
  expect(linesMatching(lib, /\bconsole\.\w+\(/)).toEqual([]);
});

/** First lines of functions and methods that are too long; the project's formatter puts the closing brace under the start. */
function longFunctions(text: string): number[] {
  const lines = text.split('\n');
  const found: number[] = [];
  for (let start = 0; start < lines.length; start++) {
    const head =
      /^(\s*)(?:(?:export |private |protected |public |static |override |async |default )*)(?:function\*? )?[\w$#]+(?:<[^>]*>)?\(.*\{$/.exec(
        lines[start]!,
      );
    if (!head || /^\s*(if|for|while|switch|catch|return|describe|test)\b/.test(lines[start]!)) continue;
    const end = lines.findIndex((line, index) => index > start && line.startsWith(`${head[1]}}`));
    if (end - start > 80) found.push(start + 1);
  }
  return found;
}
