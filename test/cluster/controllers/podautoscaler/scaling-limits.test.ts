import { ScalingHistory } from '../../../../lib/cluster/controllers/podautoscaler/scaling-history';
import { limitReplicas } from '../../../../lib/cluster/controllers/podautoscaler/scaling-limits';
import type { HorizontalPodAutoscalerBehavior } from '../../../../lib/kube/generated/autoscaling-v2';

const NOW = 10_000_000;
const MINUTE = 60_000;

function limit(
  current: number,
  desired: number,
  behavior?: HorizontalPodAutoscalerBehavior,
  history?: ScalingHistory,
) {
  const question = { behavior, min: 1, max: 100, current, desired, now: NOW };
  const {
    replicas,
    able,
    limit: limited,
  } = limitReplicas({
    ...question,
    history: history ?? new ScalingHistory(0, NOW - 60 * MINUTE),
  });
  return [replicas, able.reason, limited.reason, limited.isLimited];
}

test('without rules, the number at most doubles, or becomes four', () => {
  expect(limit(1, 9)).toEqual([4, 'ReadyForNewScale', 'ScaleUpLimit', true]);
  expect(limit(10, 50)).toEqual([20, 'ReadyForNewScale', 'ScaleUpLimit', true]);
  expect(limit(60, 500)).toEqual([100, 'ReadyForNewScale', 'TooManyReplicas', true]);
  expect(limit(10, 0)).toEqual([1, 'ReadyForNewScale', 'TooFewReplicas', true]);
  expect(limit(10, 12)).toEqual([12, 'ReadyForNewScale', 'DesiredWithinRange', false]);
});

test('without rules, the highest recommendation of five minutes counts', () => {
  const history = new ScalingHistory(10, NOW - 20 * MINUTE);
  history.recommend(8, NOW - 6 * MINUTE);
  history.recommend(6, NOW - 4 * MINUTE);
  expect(limit(10, 3, undefined, history)).toEqual([6, 'ScaleDownStabilized', 'DesiredWithinRange', false]);
});

test('rules say how long a recommendation has to last', () => {
  const behavior = {
    scaleUp: { stabilizationWindowSeconds: 120, policies: [{ type: 'Pods', value: 50, periodSeconds: 15 }] },
  };
  const history = new ScalingHistory(5, NOW - MINUTE);
  expect(limit(5, 9, behavior, history)).toEqual([5, 'ScaleUpStabilized', 'DesiredWithinRange', false]);
});

test('policies limit how fast replicas come, counted from the beginning of their period', () => {
  const scaleUp = {
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 60 },
      { type: 'Percent', value: 50, periodSeconds: 60 },
    ],
  };
  const history = new ScalingHistory(10, NOW - 60 * MINUTE);
  history.scaled(10, 13, NOW - 30_000);
  expect(limit(13, 40, { scaleUp }, history)[0]).toBe(15);
  expect(limit(13, 40, { scaleUp: { ...scaleUp, selectPolicy: 'Min' } }, history)[0]).toBe(14);
  expect(limit(13, 40, { scaleUp: { ...scaleUp, selectPolicy: 'Disabled' } }, history)).toEqual([
    13,
    'ReadyForNewScale',
    'ScaleUpLimit',
    true,
  ]);
});

test('policies limit how fast replicas go', () => {
  const policies = [
    { type: 'Pods', value: 2, periodSeconds: 60 },
    { type: 'Percent', value: 10, periodSeconds: 60 },
  ];
  const scaleDown = { stabilizationWindowSeconds: 0, policies };
  expect(limit(50, 10, { scaleDown })).toEqual([45, 'ReadyForNewScale', 'ScaleDownLimit', true]);
  expect(limit(50, 10, { scaleDown: { ...scaleDown, selectPolicy: 'Min' } })[0]).toBe(48);
});
