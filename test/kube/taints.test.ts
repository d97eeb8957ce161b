import type { Taint, Toleration } from '../../lib/kube/generated/core-v1';
import { isTolerated, keepsPodsAway, tolerates, untoleratedTaint } from '../../lib/kube/taints';

const taint: Taint = { key: 'dedicated', value: 'db', effect: 'NoSchedule' };

test.each<[string, Toleration, boolean]>([
  ['the same key, value and effect', { key: 'dedicated', value: 'db', effect: 'NoSchedule' }, true],
  ['another value', { key: 'dedicated', value: 'web', effect: 'NoSchedule' }, false],
  ['no value', { key: 'dedicated', effect: 'NoSchedule' }, false],
  ['any value', { key: 'dedicated', operator: 'Exists' }, true],
  ['another key', { key: 'other', operator: 'Exists' }, false],
  ['another effect', { key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }, false],
  ['everything', { operator: 'Exists' }, true],
  ['a comparison, which is not enabled', { key: 'dedicated', operator: 'Gt', value: '1' }, false],
])('a toleration of %s', (_name, toleration, expected) => {
  expect(tolerates(toleration, taint)).toBe(expected);
});

test('without tolerations nothing is tolerated', () => {
  expect(isTolerated(taint, undefined)).toBe(false);
});

test('a preference keeps nobody away', () => {
  expect(keepsPodsAway({ key: 'a', effect: 'PreferNoSchedule' })).toBe(false);
  expect(keepsPodsAway({ key: 'a', effect: 'NoExecute' })).toBe(true);
});

test('the first taint that is not tolerated is named', () => {
  const second: Taint = { key: 'second', effect: 'NoExecute' };
  const taints: Taint[] = [{ key: 'soft', effect: 'PreferNoSchedule' }, taint, second];
  expect(untoleratedTaint(taints, [{ key: 'dedicated', operator: 'Exists' }])).toBe(second);
  expect(untoleratedTaint(taints, [{ operator: 'Exists' }])).toBeUndefined();
  expect(untoleratedTaint(undefined, undefined)).toBeUndefined();
});
