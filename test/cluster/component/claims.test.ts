import type { Client } from '../../../lib/client/client';
import type { Lister } from '../../../lib/client/informer';
import { CONTROLLER_INDEX, claim, controllerIndex } from '../../../lib/cluster/component/claims';
import type { ReplicaSet } from '../../../lib/kube/generated/apps-v1';
import type { Pod } from '../../../lib/kube/generated/core-v1';
import { Pods, ReplicaSets } from '../../../lib/kube/generated/resources';
import { controllerReference } from '../../../lib/kube/object';
import { LabelSelector } from '../../../lib/kube/selectors/label-selector';
import { conflict, notFound } from '../../../lib/kube/status';

const PODS = { group: '', resource: 'pods' };
const owner: ReplicaSet = { metadata: { name: 'web', namespace: 'default', uid: 'u' } };
const reference = controllerReference(owner, { apiVersion: 'apps/v1', kind: 'ReplicaSet' });

function pod(name: string, app: string, controller?: string): Pod {
  const ownerReferences = controller ? [{ ...reference, uid: controller }] : undefined;
  return { metadata: { name, namespace: 'default', uid: `uid-${name}`, labels: { app }, ownerReferences } };
}

interface Situation {
  readonly pods: readonly Pod[];
  /** What the cache says of the owner. */
  readonly cached?: ReplicaSet;
  /** What the API server says of it. */
  readonly fresh?: ReplicaSet;
  readonly failure?: Error;
  readonly counts?: (pod: Pod) => boolean;
}

/** Names of what was claimed, and the patches that it took. */
function claimed({ pods, cached = owner, fresh = owner, failure, counts }: Situation) {
  const patches: string[] = [];
  const client = {
    get: () => fresh,
    patch: (_type: unknown, _namespace: string, name: string, _kind: string, body: object) => {
      patches.push(`${name} ${JSON.stringify(body)}`);
      if (failure) throw failure;
      return pods.find(({ metadata }) => metadata.name === name);
    },
  } as unknown as Client;
  const children = {
    byIndex: (index: string, value: string) =>
      index === CONTROLLER_INDEX ? pods.filter((one) => controllerIndex(one).includes(value)) : [],
  } as unknown as Lister<Pod>;
  const kept = claim({
    client,
    owner: cached,
    ownerType: ReplicaSets,
    reference,
    selector: LabelSelector.ofMap({ app: 'web' }),
    children,
    childType: Pods,
    counts,
  });
  return { kept: kept.map(({ metadata }) => metadata.name), patches };
}

const adoption =
  'b {"metadata":{"uid":"uid-b","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","uid":"u","controller":true,"blockOwnerDeletion":true}]}}';

test('what is its own and still matches stays', () => {
  expect(claimed({ pods: [pod('a', 'web', 'u')] })).toEqual({ kept: ['a'], patches: [] });
});

test('matching orphans are adopted, others are left alone', () => {
  const pods = [pod('a', 'web', 'u'), pod('b', 'web'), pod('c', 'api'), pod('d', 'web', 'other')];
  expect(claimed({ pods })).toEqual({ kept: ['a', 'b'], patches: [adoption] });
});

test('what no longer matches is released', () => {
  expect(claimed({ pods: [pod('a', 'api', 'u')] })).toEqual({
    kept: [],
    patches: ['a {"metadata":{"uid":"uid-a","ownerReferences":[{"$patch":"delete","uid":"u"}]}}'],
  });
});

test('an owner that is being deleted claims nothing new and releases nothing', () => {
  const cached = { ...owner, metadata: { ...owner.metadata, deletionTimestamp: 'now' } };
  expect(claimed({ pods: [pod('a', 'web', 'u'), pod('b', 'web')], cached })).toEqual({
    kept: ['a'],
    patches: [],
  });
});

test.each([
  ['is being deleted', { ...owner, metadata: { ...owner.metadata, deletionTimestamp: 'now' } }],
  ['was replaced', { ...owner, metadata: { ...owner.metadata, uid: 'second' } }],
])('an owner that %s, as the cache does not know yet, adopts nothing', (_state, fresh) => {
  expect(claimed({ pods: [pod('b', 'web')], fresh })).toEqual({ kept: [], patches: [] });
});

test('orphans that are being deleted are not adopted', () => {
  const dying = pod('b', 'web');
  const pods = [{ ...dying, metadata: { ...dying.metadata, deletionTimestamp: 'now' } }];
  expect(claimed({ pods })).toEqual({ kept: [], patches: [] });
});

test.each([
  ['is gone', notFound(PODS, 'b')],
  ['has changed', conflict(PODS, 'b', 'the object has been modified')],
])('an orphan that %s is not claimed', (_state, failure) => {
  expect(claimed({ pods: [pod('b', 'web')], failure }).kept).toEqual([]);
});

test('children that do not count are not even looked at', () => {
  const pods = [pod('a', 'api', 'u'), pod('b', 'web')];
  expect(claimed({ pods, counts: () => false })).toEqual({ kept: [], patches: [] });
});
