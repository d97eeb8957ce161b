import { replicaLimits } from '../../../../lib/cluster/controllers/deployment/replica-limits';
import { deployment } from '../test-cluster';

const limits = (replicas: number, maxSurge: number | string, maxUnavailable: number | string) =>
  replicaLimits(
    deployment('web', replicas, {
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
    }),
  );

test.each([
  [10, '25%', '25%', 3, 2],
  [10, 1, 0, 1, 0],
  [1, '25%', '25%', 1, 0],
  [3, 0, '1%', 0, 1],
  [2, 0, 5, 0, 2],
  [0, '25%', '25%', 0, 0],
])(
  '%d replicas with surge %s and unavailable %s',
  (replicas, surge, unavailable, maxSurge, maxUnavailable) => {
    expect(limits(replicas, surge, unavailable)).toEqual({ maxSurge, maxUnavailable });
  },
);

test('Recreate has neither surge nor partial availability', () => {
  expect(replicaLimits(deployment('web', 5, { strategy: { type: 'Recreate' } }))).toEqual({
    maxSurge: 0,
    maxUnavailable: 0,
  });
});
