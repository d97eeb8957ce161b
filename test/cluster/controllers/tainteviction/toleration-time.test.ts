import { tolerationTime } from '../../../../lib/cluster/controllers/tainteviction/toleration-time';
import type { Taint, Toleration } from '../../../../lib/kube/generated/core-v1';

const taint = (key: string): Taint => ({ key, effect: 'NoExecute' });
const toleration = (key: string, tolerationSeconds?: number): Toleration => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds,
});

test.each([
  ['no toleration', ['a'], [], 0],
  ['an unlimited one', ['a'], [toleration('a')], Number.POSITIVE_INFINITY],
  ['a limited one', ['a'], [toleration('a', 30)], 30_000],
  ['the shortest of several', ['a', 'b'], [toleration('a', 30), toleration('b', 10)], 10_000],
  ['one taint that is not tolerated', ['a', 'b'], [toleration('a')], 0],
  ['a limit that is over at once', ['a'], [toleration('a', -1)], 0],
])('%s', (_what, taints, tolerations, expected) => {
  expect(tolerationTime(taints.map(taint), tolerations)).toBe(expected);
});
