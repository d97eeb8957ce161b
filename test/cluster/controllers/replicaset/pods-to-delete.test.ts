import fc from 'fast-check';
import { podsToDelete } from '../../../../lib/cluster/controllers/replicaset/pods-to-delete';
import type { Pod } from '../../../../lib/kube/generated/core-v1';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const ago = (seconds: number) => `${new Date(NOW - seconds * 1000).toISOString().slice(0, 19)}Z`;

interface Traits {
  readonly node?: string;
  readonly phase?: string;
  /** Seconds for which the pod has been ready; not ready without. */
  readonly ready?: number;
  readonly cost?: string;
  readonly restarts?: number;
  /** Seconds. */
  readonly age?: number;
}

function pod(
  name: string,
  { node = 'a', phase = 'Running', ready, cost, restarts = 0, age = 1000 }: Traits,
): Pod {
  return {
    metadata: {
      name,
      uid: name,
      creationTimestamp: ago(age),
      annotations: cost === undefined ? {} : { 'controller.kubernetes.io/pod-deletion-cost': cost },
    },
    spec: { containers: [], nodeName: node },
    status: {
      phase: phase as 'Running',
      conditions:
        ready === undefined ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: ago(ready) }],
      containerStatuses: [
        { name: 'main', image: '', imageID: '', ready: ready !== undefined, restartCount: restarts },
      ],
    },
  };
}

function first(...pods: readonly Pod[]): string {
  const [chosen] = podsToDelete(pods, pods, 1, NOW);
  const [again] = podsToDelete([...pods].reverse(), pods, 1, NOW);
  expect(again).toBe(chosen);
  return chosen!.metadata.name!;
}

test.each<[string, Traits, Traits]>([
  ['pods without a node', { node: '', ready: 10 }, {}],
  ['pods that do not run yet', { phase: 'Pending' }, {}],
  ['pods whose state is unknown', { phase: 'Unknown' }, {}],
  ['pods that are not ready', {}, { ready: 10 }],
  ['pods that are cheap to lose', { ready: 1000, cost: '-5' }, { ready: 10 }],
  ['pods that became ready last', { ready: 10 }, { ready: 1000 }],
  ['pods that were restarted more often', { ready: 10, restarts: 3 }, { ready: 10 }],
  ['the younger', { age: 10 }, { age: 1000 }],
])('%s go first', (_what, goes, stays) => {
  expect(first(pod('goes', goes), pod('stays', stays))).toBe('goes');
});

test('a cost that is no number counts as none', () => {
  expect(first(pod('a', { ready: 1000, cost: 'much' }), pod('b', { ready: 10 }))).toBe('b');
});

test('pods that share their node with more siblings go first', () => {
  const [a, b, c] = [
    pod('a', { node: 'full', ready: 100 }),
    pod('b', { node: 'full', ready: 100 }),
    pod('c', { node: 'empty', ready: 10 }),
  ];
  expect(podsToDelete([c, a], [a, b, c], 1, NOW)).toEqual([a]);
});

test('times of the same power of two count as equal, and the UID decides', () => {
  expect(first(pod('b', { ready: 1050 }), pod('a', { ready: 1000 }))).toBe('a');
});

test('when all must go, all go', () => {
  const all = [pod('a', {}), pod('b', {})];
  expect(podsToDelete(all, all, 3, NOW)).toBe(all);
});

test('the choice does not depend on the order of the pods', () => {
  const traits = fc.record({
    node: fc.constantFrom('', 'a', 'b'),
    phase: fc.constantFrom('Pending', 'Running', 'Unknown'),
    ready: fc.option(fc.constantFrom(1, 10, 100, 1000), { nil: undefined }),
    restarts: fc.integer({ min: 0, max: 2 }),
    age: fc.constantFrom(10, 1000),
  });
  fc.assert(
    fc.property(fc.array(traits, { minLength: 1, maxLength: 8 }), fc.nat(), (list, seed) => {
      const pods = list.map((one, index) => pod(`p${index}`, one));
      const turned = [...pods.slice(seed % pods.length), ...pods.slice(0, seed % pods.length)];
      const count = Math.floor(pods.length / 2);
      const chosen = new Set(podsToDelete(pods, pods, count, NOW));
      expect(new Set(podsToDelete(turned, pods, count, NOW))).toEqual(chosen);
    }),
  );
});
