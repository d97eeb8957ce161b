import type { Container } from '../../../../lib/kube/generated/core-v1';
import { found, service, workload } from '../../checking';

function stopping(
  preStop: NonNullable<Container['lifecycle']>['preStop'],
  terminationGracePeriodSeconds = 30,
) {
  return workload('api', { container: { lifecycle: { preStop } }, pod: { terminationGracePeriodSeconds } });
}

describe('grace-shorter-than-prestop', () => {
  const rule = 'grace-shorter-than-prestop';

  test('finds a hook that takes all of the grace period', () => {
    expect(found(rule, [stopping({ sleep: { seconds: 30 } })])).toEqual([
      'Deployment/api spec.template.spec.containers[0].lifecycle.preStop: the preStop hook of container "main" takes 30 s of a grace period of 30 s (spec.template.spec.terminationGracePeriodSeconds)',
    ]);
    expect(
      found(rule, [stopping({ exec: { command: ['sh', '-c', 'sleep 45 && nginx -s quit'] } })]),
    ).toHaveLength(1);
  });

  test('accepts shorter ones, longer grace, and hooks that do not say', () => {
    expect(found(rule, [stopping({ sleep: { seconds: 5 } })])).toEqual([]);
    expect(found(rule, [stopping({ sleep: { seconds: 30 } }, 60)])).toEqual([]);
    expect(found(rule, [stopping({ exec: { command: ['/bin/drain', 'sleep'] } })])).toEqual([]);
    expect(found(rule, [stopping({ exec: { command: ['sleep', '0.5'] } }, 1)])).toEqual([]);
  });
});

test('no-pre-stop finds containers behind a Service that stop at once', () => {
  expect(found('no-pre-stop', [service('api'), workload('api')])).toHaveLength(1);
  expect(found('no-pre-stop', [service('api'), stopping({ sleep: { seconds: 5 } })])).toEqual([]);
  expect(found('no-pre-stop', [workload('api')])).toEqual([]);
});
