import { found, object } from '../../checking';

function owned(name: string, ...owners: string[]) {
  const ownerReferences = owners.map((owner) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: owner,
    uid: `uid-of-${owner}`,
  }));
  return object('v1', 'ConfigMap', name, { metadata: { ownerReferences } });
}

function waiting(name: string, ...others: string[]) {
  const annotations = { 'config.kubernetes.io/depends-on': others.join(', ') };
  return object('v1', 'ConfigMap', name, { metadata: { annotations } });
}

const path = (name: string) => `/namespaces/shop/ConfigMap/${name}`;

describe('ownership-loop', () => {
  test('finds objects that own each other in a circle', () => {
    expect(found('ownership-loop', [owned('a', 'c'), owned('b', 'a'), owned('c', 'b')])).toEqual([
      'ConfigMap/a metadata.ownerReferences: owns itself: ConfigMap/a → ConfigMap/c → ConfigMap/b → ConfigMap/a',
    ]);
  });

  test('accepts a tree, and an owner of two', () => {
    expect(found('ownership-loop', [owned('a'), owned('b', 'a'), owned('c', 'a', 'b')])).toEqual([]);
  });
});

describe('dependency-loop', () => {
  test('finds objects that wait for each other', () => {
    expect(found('dependency-loop', [waiting('a', path('b')), waiting('b', path('a'))])).toEqual([
      'ConfigMap/a metadata.annotations[config.kubernetes.io/depends-on]: waits for itself: ConfigMap/a → ConfigMap/b → ConfigMap/a',
    ]);
  });

  test('accepts an order', () => {
    expect(found('dependency-loop', [waiting('a', path('b')), object('v1', 'ConfigMap', 'b')])).toEqual([]);
  });
});

describe('dangling-dependency', () => {
  test('finds what is not in the set, and what is no reference', () => {
    const field = 'ConfigMap/a metadata.annotations[config.kubernetes.io/depends-on]';
    expect(found('dangling-dependency', [waiting('a', path('lost'), 'b')])).toEqual([
      `${field}: there is no ${path('lost')}`,
      `${field}: "b" is no reference to an object`,
    ]);
  });

  test('accepts what is in the set', () => {
    expect(found('dangling-dependency', [waiting('a', path('b')), object('v1', 'ConfigMap', 'b')])).toEqual(
      [],
    );
  });
});
