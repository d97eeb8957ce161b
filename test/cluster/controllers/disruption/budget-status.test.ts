import {
  budgetStatus,
  disruptedPods,
  expectedPods,
  failedStatus,
} from '../../../../lib/cluster/controllers/disruption/budget-status';
import type { Pod } from '../../../../lib/kube/generated/core-v1';
import type { PodDisruptionBudget } from '../../../../lib/kube/generated/policy-v1';

const NOW = Date.UTC(2026, 0, 1, 0, 10);
const at = (secondsAgo: number) => new Date(NOW - secondsAgo * 1000).toISOString().replace('.000', '');

const budget = (
  spec: PodDisruptionBudget['spec'],
  status?: PodDisruptionBudget['status'],
): PodDisruptionBudget => ({
  metadata: { name: 'web', namespace: 'default', generation: 1 },
  spec,
  status,
});

const pod = (name: string, ready = true, deletionTimestamp?: string): Pod => ({
  metadata: { name, namespace: 'default', ...(deletionTimestamp ? { deletionTimestamp } : {}) },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

const scale = (count: number) => () => ({ count, unmanaged: [] });

test.each([
  [{ minAvailable: 2 }, 2, 3],
  [{ minAvailable: '50%' }, 3, 5],
  [{ maxUnavailable: 1 }, 4, 5],
  [{ maxUnavailable: '30%' }, 3, 5],
  [{ maxUnavailable: 9 }, 0, 5],
])('%j of five desired and three existing pods', (spec, desiredHealthy, count) => {
  const pods = ['a', 'b', 'c'].map((name) => pod(name));
  expect(expectedPods(budget(spec), pods, scale(5))).toEqual({ desiredHealthy, count, unmanaged: [] });
});

test('pods that are going, not ready or about to be evicted are not healthy', () => {
  const pods = [pod('a'), pod('b', false), pod('c', true, at(1)), pod('d')];
  const expected = { count: 4, unmanaged: [], desiredHealthy: 1 };
  expect(budgetStatus(budget({ minAvailable: 1 }), pods, expected, { d: at(1) }, NOW)).toMatchObject({
    currentHealthy: 1,
    disruptionsAllowed: 0,
    disruptedPods: { d: at(1) },
  });
});

test('a status that says so already is not written', () => {
  const expected = { count: 1, unmanaged: [], desiredHealthy: 0 };
  const status = budgetStatus(budget({ minAvailable: 0 }), [pod('a')], expected, {}, NOW);
  expect(status).toMatchObject({ disruptionsAllowed: 1 });
  expect(
    budgetStatus(budget({ minAvailable: 0 }, status), [pod('a')], expected, {}, NOW + 5000),
  ).toBeUndefined();
});

test('nothing may be disrupted where no pods are expected', () => {
  const expected = { count: 0, unmanaged: [], desiredHealthy: 0 };
  expect(budgetStatus(budget({ maxUnavailable: 1 }), [pod('a')], expected, {}, NOW)).toMatchObject({
    disruptionsAllowed: 0,
  });
});

test('an eviction that did not happen is forgotten after two minutes', () => {
  const evicted = budget({}, { disruptedPods: { a: at(121), b: at(60), gone: at(60), c: at(10) } });
  const pods = [pod('a'), pod('b'), pod('c', true, at(1))];
  expect(disruptedPods(evicted, pods, NOW)).toEqual({
    pending: { b: at(60) },
    overdue: [pods[0]],
    next: 60_000,
  });
});

test('a budget that cannot be computed allows nothing and says why', () => {
  expect(failedStatus(budget({}), 'no scale', NOW)).toMatchObject({
    disruptionsAllowed: 0,
    conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: 'no scale' }],
  });
});
