import { IndexIntervals } from '../../../../lib/cluster/controllers/job/index-intervals';
import { fulfilledRule } from '../../../../lib/cluster/controllers/job/success-policy';

function rule(
  succeeded: readonly number[],
  ...rules: { succeededIndexes?: string; succeededCount?: number }[]
) {
  return fulfilledRule({ rules }, 10, IndexIntervals.of(succeeded));
}

test('all indexes of a rule have to succeed, or as many as it says', () => {
  expect(rule([1, 2, 3], { succeededIndexes: '1-4' })).toBeUndefined();
  expect(rule([1, 2, 3, 4], { succeededIndexes: '1-4' })).toBe('Matched rules at index 0');
  expect(rule([2, 4, 9], { succeededIndexes: '1-4', succeededCount: 2 })).toBe('Matched rules at index 0');
});

test('a rule without indexes counts them all, and the first rule that is fulfilled is told', () => {
  expect(rule([8, 9], { succeededIndexes: '0' }, { succeededCount: 2 })).toBe('Matched rules at index 1');
});

test('nothing is enough before the first success', () => {
  expect(rule([], { succeededCount: 0 })).toBeUndefined();
  expect(fulfilledRule(undefined, 10, IndexIntervals.of([1]))).toBeUndefined();
});
