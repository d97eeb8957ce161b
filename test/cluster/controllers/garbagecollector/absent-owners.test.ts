import {
  alternateIdentity,
  partition,
} from '../../../../lib/cluster/controllers/garbagecollector/absent-owners';
import {
  IdentityCache,
  type ObjectIdentity,
} from '../../../../lib/cluster/controllers/garbagecollector/object-identity';
import { Node } from '../../../../lib/cluster/controllers/garbagecollector/owner-graph';

const identity = (kind: string, name: string, namespace = 'default', uid = 'owner'): ObjectIdentity => ({
  apiVersion: 'v1',
  kind,
  namespace,
  name,
  uid,
});

const dependent = (name: string, namespace: string, owner: ObjectIdentity) =>
  new Node(identity('Secret', name, namespace, name), [
    { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.name, uid: owner.uid },
  ]);

const owner = identity('ConfigMap', 'owner');

test('dependents mean an owner when kind, name, UID and namespace agree', () => {
  const right = dependent('right', 'default', owner);
  const otherName = dependent('otherName', 'default', identity('ConfigMap', 'other'));
  const otherKind = dependent('otherKind', 'default', identity('Secret', 'owner'));
  const abroad = dependent('abroad', 'elsewhere', owner);
  const { matching, others } = partition([right, otherName, otherKind, abroad], owner);
  expect(matching).toEqual([right]);
  expect(others).toEqual([otherName, otherKind, abroad]);
});

test('a cluster-scoped owner may be meant from any namespace', () => {
  const cluster = identity('Node', 'owner', '');
  expect(partition([dependent('a', 'default', cluster)], cluster).matching).toHaveLength(1);
});

test('other owners that may be meant are tried in order, and from the beginning again', () => {
  const others = ['Alpha', 'Omega'].map((kind) => dependent(kind, 'default', identity(kind, 'owner')));
  expect(alternateIdentity(others, owner)?.kind).toBe('Omega');
  expect(alternateIdentity(others, identity('Zeta', 'owner'))?.kind).toBe('Alpha');
  expect(alternateIdentity([], owner)).toBeUndefined();
});

test('the cache forgets what was not asked for longest', () => {
  const cache = new IdentityCache(2);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => identity('ConfigMap', name)) as [
    ObjectIdentity,
    ObjectIdentity,
    ObjectIdentity,
  ];
  cache.add(a);
  cache.add(b);
  expect(cache.has(a)).toBe(true);
  cache.add(c);
  expect([a, b, c].map((one) => cache.has(one))).toEqual([true, false, true]);
});
