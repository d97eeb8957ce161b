import fc from 'fast-check';
import { IndexIntervals } from '../../../../lib/cluster/controllers/job/index-intervals';

const indexes = fc.uniqueArray(fc.nat(30));

test('indexes are written as intervals, two neighbours as two', () => {
  expect(String(IndexIntervals.of([7, 1, 3, 4, 5, 9, 10]))).toBe('1,3-5,7,9,10');
});

test('what is no number, or not below the limit, is not read', () => {
  expect(String(IndexIntervals.parse('1,x,3-5,9-20,30', 12))).toBe('1,3-5,9-11');
  expect(IndexIntervals.parse(undefined, 12).size).toBe(0);
});

test('what was written is read again', () => {
  fc.assert(
    fc.property(indexes, (list) => {
      const text = String(IndexIntervals.of(list));
      expect(String(IndexIntervals.parse(text, 31))).toBe(text);
    }),
  );
});

test('intervals are sets', () => {
  fc.assert(
    fc.property(indexes, indexes, fc.nat(30), (one, other, index) => {
      const [a, b] = [IndexIntervals.of(one), IndexIntervals.of(other)];
      const both = new Set([...one, ...other]);
      expect(a.union(b).size).toBe(both.size);
      expect(a.overlap(b)).toBe(one.filter((element) => other.includes(element)).length);
      expect(a.union(b).has(index)).toBe(both.has(index));
    }),
  );
});

test('the first missing indexes are found', () => {
  fc.assert(
    fc.property(indexes, fc.nat(10), fc.nat(31), (list, count, limit) => {
      const expected = Array.from({ length: limit }, (_, index) => index).filter(
        (index) => !list.includes(index),
      );
      expect(IndexIntervals.of(list).missing(count, limit)).toEqual(expected.slice(0, count));
    }),
  );
});
