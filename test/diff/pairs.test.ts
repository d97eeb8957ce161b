import { compareManifests } from '../../lib/diff/diff-sets';
import { comparePair, pairFiles, printDiff, sidesOf } from './pairs';

const PAIRS = pairFiles().flatMap(({ file, pairs }) =>
  pairs.map((pair) => ({ file, pair, title: pair.name })),
);

describe.each(pairFiles())('$file', ({ pairs }) => {
  test.each(pairs)('$name', (pair) => {
    const { diff, problems } = comparePair(pair);
    expect(problems.head).toEqual([]);
    expect(printDiff(diff)).toBe(pair.expect.trimEnd());
  });
});

test('there are pairs for everything a reviewer meets', () => {
  expect(PAIRS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(PAIRS.map(({ title }) => title)).size).toBe(PAIRS.length);
});

test('nothing differs from itself', () => {
  const bases = new Set(PAIRS.map(({ pair }) => pair.base));
  for (const base of bases) {
    const { pair } = PAIRS.find((one) => one.pair.base === base)!;
    const sides = sidesOf(pair);
    expect(compareManifests(sides.base, sides.base).diff.changes).toEqual([]);
    expect(compareManifests(sides.head, sides.head).diff.changes).toEqual([]);
  }
});

test.each(PAIRS)('$title: no order of the files matters', ({ pair }) => {
  const { base, head } = sidesOf(pair);
  const options = { prune: pair.prune };
  const backwards = compareManifests([...base].reverse(), [...head].reverse(), options);
  const forwards = compareManifests(base, head, options);
  const told = ({ diff }: typeof forwards) =>
    diff.changes.map(({ action, object, consequences }) => [
      action,
      object.kind,
      object.name,
      consequences.map(({ type, severity }) => `${type} ${severity}`),
    ]);
  expect(told(backwards)).toEqual(told(forwards));
});
