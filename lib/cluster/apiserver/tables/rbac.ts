import type { ClusterRoleBinding, RoleBinding, Subject } from '../../../kube/generated/rbac-v1';
import { age, nameOf } from './cells';
import type { Cell } from './table';

/** Of RoleBindings and ClusterRoleBindings. */
export function bindingCells(binding: RoleBinding | ClusterRoleBinding, now: number): readonly Cell[] {
  const { roleRef, subjects = [] } = binding;
  return [
    nameOf(binding),
    `${roleRef.kind}/${roleRef.name}`,
    age(binding, now),
    subjectsOf(subjects, 'User'),
    subjectsOf(subjects, 'Group'),
    subjectsOf(subjects, 'ServiceAccount'),
  ];
}

function subjectsOf(subjects: readonly Subject[], kind: string): string {
  return subjects
    .filter((subject) => subject.kind === kind)
    .map(({ namespace, name }) => (kind === 'ServiceAccount' ? `${namespace ?? ''}/${name}` : name))
    .join(', ');
}
