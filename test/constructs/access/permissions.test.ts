import { type Grantee, Permissions, Worker } from '../../../lib/constructs';
import { parsePermission } from '../../../lib/constructs/access/permission';
import { messagesOf, newStack } from '../synthesis';

const IMAGE = 'registry.example.com/operator:1';
const PEOPLE: Grantee = { group: 'developers' };

const rulesOf = (...may: string[]) =>
  new Permissions(newStack(), 'viewer', { may, to: [PEOPLE] }).role.toJson().rules;

test('what may be done is said in plain words', () => {
  const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  const read = ['get', 'list', 'watch'];
  expect(
    rulesOf(
      'may read pods and logs',
      'manage deployments, jobs, and cron jobs',
      'scale deployments named api',
      'exec into pods',
      'update ConfigMap named settings',
      'read widgets.example.com',
    ),
  ).toEqual([
    { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: read },
    { apiGroups: ['apps'], resources: ['deployments'], verbs: all },
    { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: all },
    {
      apiGroups: ['apps'],
      resources: ['deployments/scale'],
      resourceNames: ['api'],
      verbs: ['get', 'update', 'patch'],
    },
    { apiGroups: [''], resources: ['pods/exec'], verbs: ['create', 'get'] },
    { apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs: ['update', 'patch'] },
    { apiGroups: ['example.com'], resources: ['widgets'], verbs: read },
  ]);
});

test('it holds in the namespace of the stack', () => {
  const { role, binding } = new Permissions(newStack(), 'viewer', { may: ['read pods'], to: [PEOPLE] });
  expect(role.toJson()).toMatchObject({ kind: 'Role', metadata: { name: 'viewer', namespace: 'shop' } });
  expect(binding.toJson()).toMatchObject({
    kind: 'RoleBinding',
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'viewer' },
    subjects: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'developers' }],
  });
});

test('or everywhere', () => {
  const { role, binding } = new Permissions(newStack(), 'nodes', {
    may: ['read nodes'],
    to: [{ user: 'anna' }, { serviceAccount: 'scraper', namespace: 'monitoring' }, { serviceAccount: 'own' }],
    everywhere: true,
  });
  expect(role.toJson().metadata).not.toHaveProperty('namespace');
  expect(binding.toJson()).toMatchObject({
    kind: 'ClusterRoleBinding',
    roleRef: { kind: 'ClusterRole', name: 'nodes' },
    subjects: [
      { kind: 'User', name: 'anna' },
      { kind: 'ServiceAccount', name: 'scraper', namespace: 'monitoring' },
      { kind: 'ServiceAccount', name: 'own', namespace: 'shop' },
    ],
  });
});

test('the pods of a workload may do it by their service account', () => {
  const stack = newStack();
  const operator = new Worker(stack, 'operator', { image: IMAGE, serviceAccountToken: true });
  const { binding } = new Permissions(stack, 'operator-jobs', { may: ['manage jobs'], to: [operator] });
  expect(binding.toJson().subjects).toEqual([
    { kind: 'ServiceAccount', name: 'operator', namespace: 'shop' },
  ]);
});

test('the verbs of a description are all known, and no wildcard is ever given', () => {
  const verbs = [
    'get',
    'list',
    'watch',
    'read',
    'create',
    'update',
    'delete',
    'manage',
    'scale',
    'exec into',
  ];
  for (const verb of verbs) expect(JSON.stringify(parsePermission(`${verb} pods`))).not.toContain('*');
});

test.each<[string, string]>([
  ['pods', 'is not a description'],
  ['raed pods', 'has no verb that is known: "raed"; did you mean "read"?'],
  ['read podz', 'names "podz", which is no resource; did you mean "pods"?'],
  ['create pods named web', 'names "web", but what is created has no name yet'],
  ['read nodes', 'is about nodes, which belong to no namespace, but everywhere is false'],
])('%j is refused', (may, message) => {
  expect(messagesOf(() => rulesOf(may))).toEqual([expect.stringContaining(message)]);
});

test.each<[string, () => unknown, string]>([
  ['nothing', () => new Permissions(newStack(), 'x', { may: [], to: [PEOPLE] }), 'may: nothing is allowed'],
  [
    'nobody',
    () => new Permissions(newStack(), 'x', { may: ['read pods'], to: [] }),
    'to: it is allowed to nobody',
  ],
  [
    'a workload without a token',
    () => {
      const stack = newStack();
      const worker = new Worker(stack, 'worker', { image: IMAGE });
      new Permissions(stack, 'x', { may: ['read pods'], to: [worker] });
    },
    'to: ServiceAccount "shop/worker/ServiceAccount" gets no token: serviceAccountToken of the workload is false',
  ],
])('%s is refused', (_, action, message) => {
  expect(messagesOf(action)).toEqual([expect.stringContaining(message)]);
});
