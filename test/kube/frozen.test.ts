import { clone, equal, freeze, memoize } from '../../lib/kube/frozen';

describe('freeze', () => {
  test('freezes every part of a value', () => {
    const value = freeze({ list: [{ deep: { deeper: 1 } }] });
    expect(Object.isFrozen(value.list[0]!.deep)).toBe(true);
  });

  test('leaves parts alone that are frozen already', () => {
    const shared = freeze({ name: 'shared' });
    expect(freeze({ shared }).shared).toBe(shared);
  });
});

describe('equal', () => {
  test.each([
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [[1, 2], [2, 1], false],
    [{ 0: 'a' }, ['a'], false],
    ['1', 1, false],
    [null, {}, false],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(equal(a, b)).toBe(expected);
    expect(equal(b, a)).toBe(expected);
  });
});

describe('memoize', () => {
  test('computes once for a frozen argument', () => {
    const compute = jest.fn((value: { n: number }) => ({ doubled: value.n * 2 }));
    const remembered = memoize(compute);
    const argument = freeze({ n: 2 });
    expect(remembered(argument)).toBe(remembered(argument));
    expect(compute).toHaveBeenCalledTimes(1);
  });

  test('computes every time for an argument that may change', () => {
    const remembered = memoize((value: { n: number }) => ({ doubled: value.n * 2 }));
    const argument = { n: 2 };
    remembered(argument);
    argument.n = 3;
    expect(remembered(argument)).toEqual({ doubled: 6 });
  });
});

test('a clone can be changed without changing the original', () => {
  const original = freeze({ list: [{ name: 'a' }] });
  const copy = clone(original);
  copy.list[0]!.name = 'b';
  expect(original.list[0]!.name).toBe('a');
});
