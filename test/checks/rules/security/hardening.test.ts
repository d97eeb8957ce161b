import type { Container } from '../../../../lib/kube/generated/core-v1';
import { found, object, workload } from '../../checking';

const withContainer = (container: Partial<Container>) => [workload('api', { container })];

test('writable-root-filesystem', () => {
  expect(found('writable-root-filesystem', [workload('api')])).toEqual([
    'Deployment/api spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem: container "main" may write to its root filesystem',
  ]);
  const readOnly = withContainer({ securityContext: { readOnlyRootFilesystem: true } });
  expect(found('writable-root-filesystem', readOnly)).toEqual([]);
});

test('low-user-id looks at the container, then at the pod', () => {
  const pod = { securityContext: { runAsUser: 1000, runAsGroup: 20_000 } };
  expect(found('low-user-id', [workload('api', { pod })])).toEqual([
    'Deployment/api spec.template.spec.containers[0].securityContext.runAsUser: container "main" runs as user 1000',
  ]);
  const container = { securityContext: { runAsUser: 10_001 } };
  expect(found('low-user-id', [workload('api', { pod, container })])).toEqual([]);
});

test('privileged-port', () => {
  expect(found('privileged-port', withContainer({ ports: [{ containerPort: 80 }] }))).toHaveLength(1);
  expect(found('privileged-port', [workload('api')])).toEqual([]);
});

test('ssh-port', () => {
  expect(found('ssh-port', withContainer({ ports: [{ containerPort: 22 }] }))).toEqual([
    'Deployment/api spec.template.spec.containers[0].ports[0].containerPort: container "main" listens on port 22',
  ]);
  expect(found('ssh-port', withContainer({ ports: [{ containerPort: 22, protocol: 'UDP' }] }))).toEqual([]);
});

describe('tokens', () => {
  const account = (name: string, automountServiceAccountToken?: boolean) =>
    object('v1', 'ServiceAccount', name, { automountServiceAccountToken });
  const as = (serviceAccountName: string, automountServiceAccountToken?: boolean) =>
    workload('api', { pod: { serviceAccountName, automountServiceAccountToken } });

  test('default-service-account finds pods with the token of the default account', () => {
    expect(found('default-service-account', [workload('api')])).toHaveLength(1);
    expect(found('default-service-account', [as('default', false)])).toEqual([]);
    expect(found('default-service-account', [as('api'), account('api')])).toEqual([]);
  });

  test('mounted-token finds tokens of accounts without rights', () => {
    expect(found('mounted-token', [as('api'), account('api')])).toEqual([
      'Deployment/api spec.template.spec.automountServiceAccountToken: Deployment/api has the token of ServiceAccount/api, to which no role is bound',
    ]);
    expect(found('mounted-token', [as('api'), account('api', false)])).toEqual([]);
    const binding = object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'api', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'api', namespace: 'shop' }],
    });
    expect(found('mounted-token', [as('api'), account('api'), binding])).toEqual([]);
  });
});
