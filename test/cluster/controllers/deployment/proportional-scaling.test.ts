import fc from 'fast-check';
import { proportionalSizes } from '../../../../lib/cluster/controllers/deployment/proportional-scaling';
import { MAX_REPLICAS } from '../../../../lib/cluster/controllers/deployment/revision';
import type { ReplicaSet } from '../../../../lib/kube/generated/apps-v1';
import { deployment } from '../test-cluster';

const rolling = (replicas: number, maxSurge: number) =>
  deployment('web', replicas, {
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 1 } },
  });

function replicaSet(name: string, replicas: number, maxReplicas: number): ReplicaSet {
  const annotations = { [MAX_REPLICAS]: String(maxReplicas) };
  const metadata = { name, namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z', annotations };
  return { metadata, spec: { replicas, selector: {} } };
}

const sizes = (replicas: number, surge: number, sets: readonly ReplicaSet[]) =>
  Array.from(proportionalSizes(rolling(replicas, surge), sets), ([{ metadata }, size]) => [
    metadata.name,
    size,
  ]);

test('ten replicas with three surge pods become fifteen', () => {
  const sets = [replicaSet('new', 5, 13), replicaSet('old', 8, 13)];
  expect(sizes(15, 3, sets)).toEqual([
    ['old', 11],
    ['new', 7],
  ]);
});

test('a Deployment scaled to nothing empties all its ReplicaSets', () => {
  expect(sizes(0, 3, [replicaSet('new', 5, 13), replicaSet('old', 8, 13)])).toEqual([
    ['old', 0],
    ['new', 0],
  ]);
});

test('without the annotation the present number of pods is the base', () => {
  const web = { ...rolling(20, 0), status: { replicas: 10 } };
  const plain = (name: string, replicas: number): ReplicaSet => ({
    ...replicaSet(name, replicas, 0),
    metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z' },
  });
  expect([...proportionalSizes(web, [plain('a', 6), plain('b', 4)]).values()]).toEqual([12, 8]);
});

test('the sizes always add up to what is allowed, and none is negative', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(
      counts,
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: 10 }),
      (have, replicas, surge) => {
        const before = have.reduce((sum, one) => sum + one, 0);
        const sets = have.map((size, index) => replicaSet(`rs-${index}`, size, before));
        const after = [...proportionalSizes(rolling(replicas, surge), sets).values()];
        expect(after.every((size) => size >= 0)).toBe(true);
        expect(after.reduce((sum, one) => sum + one, 0)).toBe(replicas === 0 ? 0 : replicas + surge);
      },
    ),
  );
});
