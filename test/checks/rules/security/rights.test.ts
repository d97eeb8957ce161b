import { clusterObject, found, object, severities } from '../../checking';

const RBAC = 'rbac.authorization.k8s.io';

const role = (rule: object) => [
  object(`${RBAC}/v1`, 'Role', 'operator', { rules: [{ apiGroups: [''], ...rule }] }),
];

const binding = (name: string, ...subjects: object[]) => [
  clusterObject(`${RBAC}/v1`, 'ClusterRoleBinding', 'operators', {
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
    subjects,
  }),
];

describe('wildcard-rights', () => {
  const rule = 'wildcard-rights';

  test('finds all verbs, resources or groups', () => {
    expect(found(rule, role({ apiGroups: ['*'], resources: ['pods'], verbs: ['*'] }))).toEqual([
      'Role/operator rules[0].verbs: allows all verbs and all API groups',
    ]);
    expect(severities(rule, role({ resources: ['*'], verbs: ['get'] }))).toEqual(['warning']);
    expect(severities(rule, role({ resources: ['*'], verbs: ['*'] }))).toEqual(['error']);
  });

  test('accepts named rights, and all of a group of one’s own', () => {
    expect(found(rule, role({ resources: ['pods'], verbs: ['get'] }))).toEqual([]);
    expect(found(rule, role({ apiGroups: ['shop.example.com'], resources: ['*'], verbs: ['*'] }))).toEqual(
      [],
    );
  });
});

test('cluster-admin-binding finds who becomes an administrator', () => {
  const account = { kind: 'ServiceAccount', name: 'ci', namespace: 'shop' };
  expect(found('cluster-admin-binding', binding('cluster-admin', account))).toEqual([
    'ClusterRoleBinding/operators roleRef.name: makes ServiceAccount ci an administrator',
  ]);
  expect(found('cluster-admin-binding', binding('view', account))).toEqual([]);
});

test('rights-for-everybody finds the groups that everybody is in', () => {
  const group = (name: string) => ({ kind: 'Group', apiGroup: RBAC, name });
  expect(found('rights-for-everybody', binding('view', group('system:unauthenticated')))).toEqual([
    'ClusterRoleBinding/operators subjects[0].name: gives rights to system:unauthenticated',
  ]);
  expect(severities('rights-for-everybody', binding('view', group('system:authenticated')))).toEqual([
    'warning',
  ]);
  expect(found('rights-for-everybody', binding('view', group('shop-team')))).toEqual([]);
});

test.each([
  ['right-to-escalate', { resources: ['roles'], verbs: ['bind'] }],
  ['right-to-secrets', { resources: ['secrets'], verbs: ['list'] }],
  ['right-to-create-pods', { resources: ['pods'], verbs: ['create'] }],
  ['right-to-exec', { resources: ['pods/exec'], verbs: ['create'] }],
])('%s finds rights that lead to others', (rule, rights) => {
  expect(found(rule, role(rights))).toHaveLength(1);
  expect(found(rule, role({ ...rights, resourceNames: ['one'] }))).toEqual([]);
  expect(found(rule, role({ resources: ['configmaps'], verbs: ['get'] }))).toEqual([]);
});
