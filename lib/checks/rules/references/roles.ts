import type { ClusterRoleBinding, RoleBinding, Subject } from '../../../kube/generated/rbac-v1';
import type { CheckContext } from '../../context/check-context';
import { didYouMean } from '../../context/near-miss';
import type { BuiltInRule, Problem } from '../../rule';

export const ROLE_REFERENCE_RULES: readonly BuiltInRule[] = [
  {
    id: 'dangling-role-binding',
    severity: 'error',
    profile: 'learning',
    finds: 'A RoleBinding or ClusterRoleBinding to a role that is neither in the set nor Kubernetes’ own.',
    why: 'The subjects get no rights: their requests are refused.',
    fix: 'bind a role that exists',
    *check(context) {
      if (!context.isWhole) return;
      for (const binding of bindings(context)) yield* missingRole(context, binding);
    },
  },
  {
    id: 'dangling-role-subject',
    severity: 'warning',
    profile: 'default',
    finds:
      'A binding of a role to a ServiceAccount that is not in the set, though others of its namespace are.',
    why: 'Who was meant gets no rights: their requests are refused.',
    fix: 'name a ServiceAccount, and its namespace',
    *check(context) {
      if (!context.isWhole) return;
      for (const binding of bindings(context))
        for (const [index, subject] of (binding.subjects ?? []).entries())
          yield* missingSubject(context, binding, subject, index);
    },
  },
];

type Binding = RoleBinding | ClusterRoleBinding;

const GROUP = 'rbac.authorization.k8s.io';

function bindings({ relations }: CheckContext): readonly Binding[] {
  return [
    ...relations.of<RoleBinding>(`${GROUP}/RoleBinding`),
    ...relations.of<ClusterRoleBinding>(`${GROUP}/ClusterRoleBinding`),
  ];
}

/** Kubernetes makes these itself; `system:` is reserved for it. */
const BUILT_IN_ROLES = new Set([
  'cluster-admin',
  'admin',
  'edit',
  'view',
  'extension-apiserver-authentication-reader',
]);

function* missingRole(context: CheckContext, binding: Binding): Iterable<Problem> {
  const { kind, name } = binding.roleRef ?? {};
  if (!name || (kind !== 'Role' && kind !== 'ClusterRole')) return;
  const isLocal = kind === 'Role';
  if (BUILT_IN_ROLES.has(name) || name.startsWith('system:')) return;
  const roles = context.named(`${GROUP}/${kind}`, isLocal ? (binding.metadata.namespace ?? '') : '');
  if (roles.has(name)) return;
  yield {
    object: binding,
    field: 'roleRef.name',
    // Other roles of the whole cluster may have been made by others.
    severity: isLocal ? 'error' : 'warning',
    message: `there is no ${kind} "${name}"${didYouMean(name, roles.keys())}`,
  };
}

function* missingSubject(
  context: CheckContext,
  binding: Binding,
  { kind, name, namespace }: Subject,
  index: number,
): Iterable<Problem> {
  if (kind !== 'ServiceAccount' || name === 'default') return;
  const place = namespace ?? binding.metadata.namespace ?? '';
  const accounts = context.named('ServiceAccount', place);
  const inNamespace = context.relations.workloads.in(place).length > 0;
  if (accounts.has(name) || (accounts.size === 0 && !inNamespace)) return;
  yield {
    object: binding,
    field: `subjects[${index}]`,
    message: `there is no ServiceAccount "${name}" in namespace ${place}${didYouMean(name, accounts.keys())}`,
  };
}
