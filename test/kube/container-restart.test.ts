import { mayRestartAll, restartsAfter } from '../../lib/kube/container-restart';
import type { Container } from '../../lib/kube/generated/core-v1';

const restarts = (
  container: Partial<Container>,
  restartPolicy: 'Always' | 'OnFailure' | 'Never',
  exitCode: number,
) => restartsAfter({ name: 'c', ...container }, { containers: [], restartPolicy }, exitCode);

test.each([
  ['Always', 0, true],
  ['OnFailure', 0, false],
  ['OnFailure', 1, true],
  ['Never', 1, false],
] as const)('in a pod that restarts %s, exit code %i: %s', (policy, exitCode, expected) => {
  expect(restarts({}, policy, exitCode)).toBe(expected);
});

test('the policy of the container goes before that of the pod', () => {
  expect(restarts({ restartPolicy: 'Never' }, 'Always', 1)).toBe(false);
  expect(restarts({ restartPolicy: 'OnFailure' }, 'Never', 1)).toBe(true);
});

test('a rule goes before the policy', () => {
  const restartPolicyRules = [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }];
  expect(restarts({ restartPolicy: 'Never', restartPolicyRules }, 'Never', 42)).toBe(true);
  expect(restarts({ restartPolicy: 'Never', restartPolicyRules }, 'Never', 41)).toBe(false);
});

test('a rule for all exit codes but some', () => {
  const restartPolicyRules = [
    { action: 'RestartAllContainers', exitCodes: { operator: 'NotIn', values: [0] } },
  ];
  expect(restarts({ restartPolicy: 'Never', restartPolicyRules }, 'Never', 1)).toBe(true);
  expect(restarts({ restartPolicy: 'Never', restartPolicyRules }, 'Never', 0)).toBe(false);
  expect(mayRestartAll({ containers: [{ name: 'c', restartPolicyRules }] })).toBe(true);
});
