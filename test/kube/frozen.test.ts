import fc from 'fast-check';
import { clone, equal, freeze, freezeSharing, memoize } from '../../lib/kube/frozen';

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

describe('freezeSharing', () => {
  const known = freeze({ metadata: { name: 'a' }, spec: { containers: [{ name: 'web', ports: [1, 2] }] } });

  test('takes the parts that are the same from what is known', () => {
    const value = freezeSharing(clone({ ...known, metadata: { name: 'b' } }), known);
    expect(value).toEqual({ ...known, metadata: { name: 'b' } });
    expect(value.spec).toBe(known.spec);
  });

  test('is what is known, when all is the same', () => {
    expect(freezeSharing(clone(known), known)).toBe(known);
  });

  test('keeps a list that is longer or shorter, and shares its elements', () => {
    const longer = freezeSharing(
      { containers: [{ name: 'web', ports: [1, 2] }, { name: 'log' }] },
      known.spec,
    );
    expect(longer.containers).toHaveLength(2);
    expect(longer.containers[0]).toBe(known.spec.containers[0]);
    expect(freezeSharing({ containers: [] }, known.spec)).toEqual({ containers: [] });
  });

  test('keeps the order in which fields came', () => {
    const value = freezeSharing({ b: 1, a: 2 }, freeze({ a: 2, b: 1 }));
    expect(Object.keys(value)).toEqual(['b', 'a']);
  });

  test('has the same text as before, whatever is known, and is frozen', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (text, other) => {
        const value = freezeSharing(JSON.parse(text), freeze(JSON.parse(other)));
        expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
        expect(Object.isFrozen(value)).toBe(true);
        expect(freezeSharing(JSON.parse(text), value)).toBe(value);
      }),
    );
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
