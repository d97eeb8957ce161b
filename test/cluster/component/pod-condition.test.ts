import { disruptionTarget, withPodCondition } from '../../../lib/cluster/component/pod-condition';
import { withStatusCondition } from '../../../lib/cluster/component/status-condition';

const NOW = Date.UTC(2026, 0, 1, 0, 0, 30);
const AT = '2026-01-01T00:00:30Z';
const BEFORE = '2026-01-01T00:00:00Z';

test('a new condition is added', () => {
  expect(withPodCondition({}, { type: 'Ready', status: 'True' }, NOW)).toEqual({
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: AT }],
  });
});

test('a transition has a time of its own', () => {
  const status = { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: BEFORE }] };
  const { conditions } = withPodCondition(status, { type: 'Ready', status: 'False' }, NOW);
  expect(conditions).toEqual([{ type: 'Ready', status: 'False', lastTransitionTime: AT }]);
});

test('another reason is no transition', () => {
  const status = {
    conditions: [{ type: 'Ready', status: 'False', reason: 'a', lastTransitionTime: BEFORE }],
  };
  const { conditions } = withPodCondition(status, { type: 'Ready', status: 'False', reason: 'b' }, NOW);
  expect(conditions).toEqual([{ type: 'Ready', status: 'False', reason: 'b', lastTransitionTime: BEFORE }]);
});

test('what is the same already is not touched', () => {
  const status = { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: BEFORE }] };
  expect(withPodCondition(status, { type: 'Ready', status: 'True' }, NOW)).toBe(status);
});

test('a pod says which of its versions is being disrupted', () => {
  expect(disruptionTarget({ metadata: { generation: 3 } }, 'Why', 'because')).toEqual({
    type: 'DisruptionTarget',
    observedGeneration: 3,
    status: 'True',
    reason: 'Why',
    message: 'because',
  });
});

test('conditions of other kinds keep their place', () => {
  const condition = (type: string, status: string, lastTransitionTime: string) => ({
    type,
    status,
    reason: 'r',
    message: '',
    lastTransitionTime,
  });
  const before = [condition('A', 'True', BEFORE), condition('B', 'True', BEFORE)];
  expect(withStatusCondition(before, { type: 'A', status: 'False', reason: 'r', message: '' }, NOW)).toEqual([
    condition('A', 'False', AT),
    condition('B', 'True', BEFORE),
  ]);
});
