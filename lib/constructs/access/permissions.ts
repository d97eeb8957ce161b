import { Construct } from 'constructs';
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  Subject,
} from '../../kube/generated/rbac-v1';
import { ClusterRoleBindings, ClusterRoles, RoleBindings, Roles } from '../../kube/generated/resources';
import { describeConstruct } from '../authoring/construct-error';
import { gatherProblems, report } from '../authoring/report';
import { recordSource } from '../authoring/source-location';
import { KubeApiObject } from '../kube-api-object';
import { Stack } from '../stack';
import { WorkloadConstruct } from '../workload-construct';
import { parsePermission } from './permission';

/** Who may do something: the pods of a workload, people, or a service account that is made elsewhere. */
export type Grantee =
  | WorkloadConstruct
  | { readonly user: string }
  | { readonly group: string }
  | { readonly serviceAccount: string; readonly namespace?: string };

export interface PermissionsProps {
  /** What is allowed, in plain words: `['read pods and logs', 'scale deployments named api']`. */
  readonly may: readonly string[];
  /** Who may do it. */
  readonly to: readonly Grantee[];
  /**
   * Whether it holds in every namespace, and for what belongs to none, such as nodes.
   *
   * @default false: in the namespace of the stack alone
   */
  readonly everywhere?: boolean;
}

const RBAC = 'rbac.authorization.k8s.io';

/** What somebody may do with the Kubernetes API: a role and its binding, both under the name of the id. */
export class Permissions extends Construct {
  readonly role: KubeApiObject<Role> | KubeApiObject<ClusterRole>;
  readonly binding: KubeApiObject<RoleBinding> | KubeApiObject<ClusterRoleBinding>;

  constructor(scope: Construct, id: string, { may, to, everywhere = false }: PermissionsProps) {
    super(scope, id);
    recordSource(this);
    const throwGathered = gatherProblems(this);
    if (may.length === 0) report(this, { field: 'may', message: 'nothing is allowed' });
    if (to.length === 0) report(this, { field: 'to', message: 'it is allowed to nobody' });
    const rules = may.flatMap((text) => this.rulesOf(text, everywhere));
    const subjects = to.map((grantee) => this.subjectOf(grantee));
    this.role = everywhere
      ? new KubeApiObject(this, 'Role', ClusterRoles, { name: id, fields: { rules } })
      : new KubeApiObject(this, 'Role', Roles, { name: id, fields: { rules } });
    const roleRef = { apiGroup: RBAC, kind: this.role.kind, name: id };
    this.binding = everywhere
      ? new KubeApiObject(this, 'Binding', ClusterRoleBindings, { name: id, fields: { roleRef, subjects } })
      : new KubeApiObject(this, 'Binding', RoleBindings, { name: id, fields: { roleRef, subjects } });
    this.node.defaultChild = this.role;
    throwGathered();
  }

  private rulesOf(text: string, everywhere: boolean): readonly PolicyRule[] {
    const permission = parsePermission(text);
    if (typeof permission === 'string') {
      report(this, { field: 'may', message: `${JSON.stringify(text)} ${permission}` });
      return [];
    }
    if (!everywhere && permission.clusterScoped.length > 0) {
      report(this, {
        field: 'may',
        message: `${JSON.stringify(text)} is about ${permission.clusterScoped.join(', ')}, which belong to no namespace, but everywhere is false`,
        fix: 'set everywhere to true',
      });
    }
    return permission.rules;
  }

  private subjectOf(grantee: Grantee): Subject {
    if (grantee instanceof WorkloadConstruct) return this.serviceAccountOf(grantee);
    if ('user' in grantee) return { kind: 'User', apiGroup: RBAC, name: grantee.user };
    if ('group' in grantee) return { kind: 'Group', apiGroup: RBAC, name: grantee.group };
    const { serviceAccount, namespace = Stack.of(this).namespace } = grantee;
    return { kind: 'ServiceAccount', name: serviceAccount, namespace };
  }

  private serviceAccountOf({ workload }: WorkloadConstruct): Subject {
    if (!workload.hasToken) {
      report(this, {
        field: 'to',
        message: `${describeConstruct(workload.serviceAccount)} gets no token: serviceAccountToken of the workload is false, so that its pods cannot prove who they are`,
        fix: 'set serviceAccountToken of the workload to true',
      });
    }
    return { kind: 'ServiceAccount', name: workload.name, namespace: workload.namespace };
  }
}
