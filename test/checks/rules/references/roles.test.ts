import { clusterObject, found, object, severities } from '../../checking';

const RBAC = 'rbac.authorization.k8s.io';

function binding(role: object, subjects: readonly object[] = []) {
  return object(`${RBAC}/v1`, 'RoleBinding', 'readers', { roleRef: { apiGroup: RBAC, ...role }, subjects });
}

const reader = object(`${RBAC}/v1`, 'Role', 'reader', { rules: [] });

describe('dangling-role-binding', () => {
  const rule = 'dangling-role-binding';

  test('finds a role that is not there', () => {
    expect(found(rule, [binding({ kind: 'Role', name: 'reeder' }), reader])).toEqual([
      'RoleBinding/readers roleRef.name: there is no Role "reeder"; did you mean "reader"?',
    ]);
  });

  test('warns of a ClusterRole that somebody else may have made', () => {
    expect(severities(rule, [binding({ kind: 'ClusterRole', name: 'operator' })])).toEqual(['warning']);
  });

  test('accepts roles of the set, and Kubernetes’ own', () => {
    expect(found(rule, [binding({ kind: 'Role', name: 'reader' }), reader])).toEqual([]);
    expect(found(rule, [binding({ kind: 'ClusterRole', name: 'view' })])).toEqual([]);
    expect(found(rule, [binding({ kind: 'ClusterRole', name: 'system:node' })])).toEqual([]);
    const builtIn = binding({ kind: 'Role', name: 'extension-apiserver-authentication-reader' });
    expect(found(rule, [builtIn])).toEqual([]);
    const own = clusterObject(`${RBAC}/v1`, 'ClusterRole', 'operator');
    expect(found(rule, [binding({ kind: 'ClusterRole', name: 'operator' }), own])).toEqual([]);
  });
});

describe('dangling-role-subject', () => {
  const rule = 'dangling-role-subject';
  const account = object('v1', 'ServiceAccount', 'api');
  const of = (name: string, namespace = 'shop') =>
    binding({ kind: 'Role', name: 'reader' }, [{ kind: 'ServiceAccount', name, namespace }]);

  test('finds a ServiceAccount that is not there', () => {
    expect(found(rule, [of('apii'), reader, account])).toEqual([
      'RoleBinding/readers subjects[0]: there is no ServiceAccount "apii" in namespace shop; did you mean "api"?',
    ]);
  });

  test('accepts one that is there, is elsewhere, or is no account', () => {
    expect(found(rule, [of('api'), reader, account])).toEqual([]);
    expect(found(rule, [of('default'), reader, account])).toEqual([]);
    expect(found(rule, [of('prometheus', 'monitoring'), reader, account])).toEqual([]);
    const user = binding({ kind: 'Role', name: 'reader' }, [{ kind: 'User', name: 'jane', apiGroup: RBAC }]);
    expect(found(rule, [user, reader, account])).toEqual([]);
  });
});
