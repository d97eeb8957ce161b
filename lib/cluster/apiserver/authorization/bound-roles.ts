import type { UserInfo } from '../../../kube/api-request';
import type { PolicyRule, Role, RoleRef, Subject } from '../../../kube/generated/rbac-v1';
import { goQuote } from '../../../kube/go-format';
import { RBAC_GROUP } from '../../../kube/validation/rbac';
import type { JournalReader } from '../../storage/journal';
import type { Revision } from '../../storage/revision';
import type { Storage } from '../../storage/storage';
import { type AnyBinding, SubjectIndex } from './subject-index';

const ROLES = `roles.${RBAC_GROUP}`;
const CLUSTER_ROLES = `clusterroles.${RBAC_GROUP}`;
const ROLE_BINDINGS = `rolebindings.${RBAC_GROUP}`;
const CLUSTER_ROLE_BINDINGS = `clusterrolebindings.${RBAC_GROUP}`;

/** The rules that one binding gives to somebody, or why it gives none. */
export type Grant =
  | {
      /** `ClusterRoleBinding "x" of ClusterRole "y" to User "z"`. */
      readonly source: string;
      readonly rules: readonly PolicyRule[];
    }
  | { readonly missing: RoleRef };

/** The roles in storage with the bindings that give them to subjects. Always current. */
export class BoundRoles {
  /** Of each namespace; that of the cluster has the empty name. */
  private scopes = new Map<string, SubjectIndex>();
  private readonly readers = new Map<string, JournalReader>();
  private isStale = true;
  private changes = 0;

  constructor(private readonly storage: Storage) {
    for (const resource of [ROLES, CLUSTER_ROLES, ROLE_BINDINGS, CLUSTER_ROLE_BINDINGS])
      this.follow(resource);
    this.rebuild();
  }

  /** Another number after every change of a role or a binding: what was remembered before it is void. */
  get generation(): number {
    if (this.isStale) this.refresh();
    return this.changes;
  }

  /** What the bindings of a namespace give to a user; those of the cluster, if it is empty. */
  grants(user: UserInfo, namespace: string): readonly Grant[] {
    if (this.isStale) this.refresh();
    const applied = this.scopes.get(namespace)?.appliedTo(user) ?? [];
    return applied.map(({ binding, subject }): Grant => {
      const { roleRef } = binding;
      const rules = this.rulesOf(roleRef, namespace);
      return rules ? { source: sourceOf(binding, subject), rules } : { missing: roleRef };
    });
  }

  /** The rules of the role that a binding in `namespace` refers to; undefined when there is no such role. */
  rulesOf({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    const stored =
      kind === 'ClusterRole'
        ? this.storage.get(CLUSTER_ROLES, '', name)
        : this.storage.get(ROLES, namespace, name);
    return stored && ((stored.object as Role).rules ?? []);
  }

  private follow(resource: string): void {
    const reader = this.storage.follow(resource, this.storage.revision, () => {
      this.isStale = true;
    });
    this.readers.set(resource, reader);
  }

  private refresh(): void {
    this.isStale = false;
    this.changes++;
    for (const [resource, reader] of this.readers) {
      const revisions = reader.read();
      if (revisions === 'lost') this.restart(resource, reader);
      else if (resource === ROLE_BINDINGS || resource === CLUSTER_ROLE_BINDINGS)
        for (const revision of revisions) this.apply(revision);
    }
  }

  /** The history no longer reaches back to where this view was. */
  private restart(resource: string, reader: JournalReader): void {
    reader.close();
    this.follow(resource);
    this.rebuild();
  }

  private rebuild(): void {
    this.scopes = new Map();
    for (const resource of [ROLE_BINDINGS, CLUSTER_ROLE_BINDINGS])
      for (const { object } of this.storage.list(resource))
        this.scope(object.metadata.namespace ?? '').set(object as AnyBinding);
  }

  private apply({ type, namespace, name, value }: Revision): void {
    const scope = this.scope(namespace);
    if (type !== 'delete') scope.set(value.object as AnyBinding);
    else scope.delete(name);
    if (scope.isEmpty) this.scopes.delete(namespace);
  }

  private scope(namespace: string): SubjectIndex {
    let scope = this.scopes.get(namespace);
    if (!scope) {
      scope = new SubjectIndex(namespace);
      this.scopes.set(namespace, scope);
    }
    return scope;
  }
}

function sourceOf({ kind, metadata, roleRef }: AnyBinding, subject: Subject): string {
  const { name, namespace } = metadata;
  const binding = namespace ? `${name}/${namespace}` : name!;
  const bound =
    subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace || namespace}` : subject.name;
  return `${kind} ${goQuote(binding)} of ${roleRef.kind} ${goQuote(roleRef.name)} to ${subject.kind} ${goQuote(bound)}`;
}
