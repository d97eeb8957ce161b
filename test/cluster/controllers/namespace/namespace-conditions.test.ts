import {
  type Remains,
  withRemains,
} from '../../../../lib/cluster/controllers/namespace/namespace-conditions';
import type { NamespaceStatus } from '../../../../lib/kube/generated/core-v1';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const nothing: Remains = { objects: new Map(), finalizers: new Map(), failures: [], onlyPods: false };

function told(remains: Partial<Remains>, before: NamespaceStatus = {}, now = NOW): readonly string[] {
  const { conditions = [] } = withRemains(before, { ...nothing, ...remains }, now);
  return conditions.map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`);
}

test('an empty namespace has all its conditions, and none is a problem', () => {
  expect(told({})).toEqual([
    'NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered: All resources successfully discovered',
    'NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions: All legacy kube types successfully parsed',
    'NamespaceDeletionContentFailure=False ContentDeleted: All content successfully deleted, may be waiting on finalization',
    'NamespaceContentRemaining=False ContentRemoved: All content successfully removed',
    'NamespaceFinalizersRemaining=False ContentHasNoFinalizers: All content-preserving finalizers finished',
  ]);
});

test('what remains is listed in the order of its names', () => {
  const objects = new Map([
    ['secrets.', 1],
    ['configmaps.', 2],
  ]);
  const finalizers = new Map([['example.com/hold', 3]]);
  expect(told({ objects, finalizers }).slice(3)).toEqual([
    'NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: configmaps. has 2 resource instances, secrets. has 1 resource instances',
    'NamespaceFinalizersRemaining=True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/hold in 3 resource instances',
  ]);
});

test('while pods terminate, nothing is said about the rest', () => {
  expect(told({ objects: new Map([['pods.', 2]]), onlyPods: true })[3]).toContain('=False ContentRemoved');
});

test('failures are counted and listed', () => {
  expect(told({ failures: ['b is stuck', 'a is stuck'] })[2]).toBe(
    'NamespaceDeletionContentFailure=True ContentDeletionFailed: Failed to delete all resource types, 2 remaining: a is stuck, b is stuck',
  );
});

test('the same remains leave the very same status', () => {
  const status = withRemains({ phase: 'Terminating' }, nothing, NOW);
  expect(withRemains(status, nothing, NOW + 60_000)).toBe(status);
});

test('a new message alone does not move the time of the transition', () => {
  const one = withRemains({}, { ...nothing, objects: new Map([['pods.', 2]]) }, NOW);
  const two = withRemains(one, { ...nothing, objects: new Map([['pods.', 1]]) }, NOW + 60_000);
  expect(two.conditions![3]).toMatchObject({
    message: 'Some resources are remaining: pods. has 1 resource instances',
    lastTransitionTime: '2030-01-01T00:00:00Z',
  });
  const gone = withRemains(two, nothing, NOW + 90_000);
  expect(gone.conditions![3]!.lastTransitionTime).toBe('2030-01-01T00:01:30Z');
});

test('conditions of others stay where they are', () => {
  const other = { type: 'Mine', status: 'True' };
  const { conditions } = withRemains({ conditions: [other] }, nothing, NOW);
  expect(conditions![0]).toBe(other);
  expect(conditions).toHaveLength(6);
});
