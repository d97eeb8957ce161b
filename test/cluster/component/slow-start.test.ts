import { slowStart } from '../../../lib/cluster/component/slow-start';
import { forbidden } from '../../../lib/kube/status';

const quota = forbidden({ group: '', resource: 'pods' }, '', 'exceeded quota');

/** Fails from the call of that number on. */
function calls(count: number, failingFrom: number) {
  let made = 0;
  const { successes, failure } = slowStart(count, () => {
    if (++made >= failingFrom) throw quota;
  });
  return { made, successes, failure };
}

test('everything is done when nothing fails', () => {
  expect(calls(10, 99)).toEqual({ made: 10, successes: 10, failure: undefined });
});

test('the batch in which something fails is the last one', () => {
  expect(calls(100, 1)).toEqual({ made: 1, successes: 0, failure: quota });
  expect(calls(100, 5)).toEqual({ made: 7, successes: 4, failure: quota });
});

test('a defect is thrown on', () => {
  expect(() =>
    slowStart(1, () => {
      throw new TypeError('broken');
    }),
  ).toThrow('broken');
});
