import type { ApiRequest } from '../../../kube/api-request';
import { equal } from '../../../kube/frozen';
import type { ClusterRole, PolicyRule, RoleBinding, RoleRef } from '../../../kube/generated/rbac-v1';
import { goQuote } from '../../../kube/go-format';
import type { KubeObject } from '../../../kube/object';
import { missingRules } from '../../../kube/rbac/missing-rules';
import { forbidden, notFound, plainError, type QualifiedResource, qualified } from '../../../kube/status';
import { RBAC_GROUP } from '../../../kube/validation/rbac';
import type { RegistryHooks } from '../registry';
import { type Authorizer, SUPERUSERS } from './authorizer';
import type { BoundRoles } from './bound-roles';
import { aggregate, type RbacAuthorizer } from './rbac-authorizer';
import { describeRules, quotedList } from './rule-coverage';

const ALL = ['*'];
const EVERYTHING: readonly PolicyRule[] = [
  { verbs: ALL, apiGroups: ALL, resources: ALL },
  { verbs: ALL, nonResourceURLs: ALL },
];

/**
 * Nobody gives what they do not have. Who writes a role must hold its rules, or the verb `escalate` on it; who binds a
 * role must hold its rules, or the verb `bind` on it. Superusers may do both.
 */
export class EscalationGuard {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly rbac: RbacAuthorizer,
    private readonly roles: BoundRoles,
  ) {}

  /** By storage name. */
  hooks(): { readonly [storageName: string]: RegistryHooks } {
    return Object.fromEntries([
      this.guarded('roles', this.checkRole),
      this.guarded('clusterroles', this.checkRole),
      this.guarded('rolebindings', this.checkBinding),
      this.guarded('clusterrolebindings', this.checkBinding),
    ]);
  }

  private guarded(resource: string, check: Check): [string, RegistryHooks] {
    const type = { group: RBAC_GROUP, resource };
    const guard = (object: KubeObject, old: KubeObject | undefined, request: ApiRequest): KubeObject => {
      const isFree = request.user.groups.includes(SUPERUSERS) || (old && differInOwnersOnly(object, old));
      if (!isFree) check.call(this, type, object, old, request);
      return object;
    };
    const hooks: RegistryHooks = {
      beforeCreate: (object, request) => guard(object, undefined, request),
      beforeUpdate: guard,
    };
    return [`${resource}.${RBAC_GROUP}`, hooks];
  }

  private checkRole(
    type: QualifiedResource,
    object: KubeObject,
    old: KubeObject | undefined,
    request: ApiRequest,
  ): void {
    const role = object as ClusterRole;
    const { user, namespace, name = '' } = request;
    const access = { ...type, user, verb: 'escalate', subresource: '', namespace, name };
    if (this.authorizer.authorize(access).allowed) return;
    this.confirm(role.rules ?? [], type, role, request);
    const gathers = aggregates(role) || (old !== undefined && aggregates(old as ClusterRole));
    if (gathers && this.missing(EVERYTHING, request).length > 0)
      throw forbidden(
        type,
        askedName(role, request),
        'must have cluster-admin privileges to use the aggregationRule',
      );
  }

  private checkBinding(
    type: QualifiedResource,
    binding: KubeObject,
    _old: KubeObject | undefined,
    request: ApiRequest,
  ): void {
    const { roleRef } = binding as RoleBinding;
    if (this.mayBind(roleRef, request)) return;
    const rules = this.roles.rulesOf(roleRef, request.namespace);
    if (!rules) throw missingRole(roleRef, type);
    this.confirm(rules, type, binding, request);
  }

  private mayBind({ kind, apiGroup = '', name }: RoleRef, { user, namespace }: ApiRequest): boolean {
    const resource = BOUND[kind];
    if (!resource) return false;
    const access = { user, verb: 'bind', group: apiGroup, resource, subresource: '', namespace, name };
    return this.authorizer.authorize(access).allowed;
  }

  private confirm(
    rules: readonly PolicyRule[],
    type: QualifiedResource,
    object: KubeObject,
    request: ApiRequest,
  ): void {
    const missing = this.missing(rules, request);
    if (missing.length === 0) return;
    const { user, namespace } = request;
    const lost = this.rbac.policyRules(user, namespace).missing;
    const errors = lost.map(({ name }) => `${qualified(type)} ${goQuote(name)} not found`);
    const problems = errors.length ? `; resolution errors: [${aggregate(errors)}]` : '';
    const who = `user ${goQuote(user.name)} (groups=${quotedList(user.groups)})`;
    const what = 'is attempting to grant RBAC permissions not currently held:';
    throw forbidden(type, askedName(object, request), `${who} ${what}\n${describeRules(missing)}${problems}`);
  }

  private missing(rules: readonly PolicyRule[], { user, namespace }: ApiRequest): PolicyRule[] {
    return missingRules(this.rbac.policyRules(user, namespace).rules, rules);
  }
}

type Check = (
  type: QualifiedResource,
  object: KubeObject,
  old: KubeObject | undefined,
  request: ApiRequest,
) => void;

const BOUND: { readonly [kind: string]: string | undefined } = { ClusterRole: 'clusterroles', Role: 'roles' };

function aggregates({ aggregationRule }: ClusterRole): boolean {
  return Boolean(aggregationRule?.clusterRoleSelectors?.length);
}

/** The name that the author gave: a generated one is not there yet when Kubernetes looks at the rights. */
function askedName({ metadata }: KubeObject, { verb, body }: ApiRequest): string {
  const isGenerated =
    verb === 'create' && metadata.generateName && !(body as Partial<KubeObject>).metadata?.name;
  return isGenerated ? '' : (metadata.name ?? '');
}

/** The garbage collector's updates, which give nothing to anybody. */
function differInOwnersOnly(object: KubeObject, old: KubeObject): boolean {
  const { ownerReferences, finalizers } = old.metadata;
  return equal({ ...object, metadata: { ...object.metadata, ownerReferences, finalizers } }, old);
}

/** Kubernetes says that the binding is missing, with the name of the role. */
function missingRole({ kind, name }: RoleRef, type: QualifiedResource): Error {
  return BOUND[kind] ? notFound(type, name) : plainError(`unsupported role reference kind: ${goQuote(kind)}`);
}
