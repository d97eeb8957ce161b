import type { UserInfo } from '../../../kube/api-request';
import type { ClusterRoleBinding, RoleBinding, Subject } from '../../../kube/generated/rbac-v1';
import { serviceAccountUser } from '../authentication/service-account-user';

export type AnyBinding = RoleBinding | ClusterRoleBinding;

/** A binding that concerns a user, and the first of its subjects that stands for them. */
export interface AppliedBinding {
  readonly binding: AnyBinding;
  readonly subject: Subject;
}

/** The bindings of one namespace, or those of the cluster, by the subjects they are for. */
export class SubjectIndex {
  private readonly bindings = new Map<string, AnyBinding>();
  private readonly names = new Map<string, Set<string>>();

  /** @param namespace of the bindings; empty for those of the cluster */
  constructor(private readonly namespace: string) {}

  get isEmpty(): boolean {
    return this.bindings.size === 0;
  }

  set(binding: AnyBinding): void {
    const name = binding.metadata.name!;
    this.delete(name);
    this.bindings.set(name, binding);
    for (const subject of binding.subjects ?? []) this.namesOf(this.keyOf(subject)).add(name);
  }

  delete(name: string): void {
    const binding = this.bindings.get(name);
    if (!binding) return;
    this.bindings.delete(name);
    for (const subject of binding.subjects ?? []) {
      const key = this.keyOf(subject);
      const names = this.namesOf(key);
      names.delete(name);
      if (names.size === 0) this.names.delete(key);
    }
  }

  /** In the order of their names; the real server asks them in no order at all. */
  appliedTo(user: UserInfo): AppliedBinding[] {
    const keys = new Set([userKey(user.name), ...user.groups.map(groupKey)]);
    const names = new Set<string>();
    for (const key of keys) for (const name of this.names.get(key) ?? []) names.add(name);
    return [...names].sort().map((name) => {
      const binding = this.bindings.get(name)!;
      const subject = binding.subjects!.find((one) => keys.has(this.keyOf(one)))!;
      return { binding, subject };
    });
  }

  private namesOf(key: string): Set<string> {
    let names = this.names.get(key);
    if (!names) {
      names = new Set();
      this.names.set(key, names);
    }
    return names;
  }

  /** A service account is a user; without a namespace of its own, one of the binding's. */
  private keyOf({ kind, name, namespace }: Subject): string {
    if (kind === 'Group') return groupKey(name);
    return userKey(kind === 'ServiceAccount' ? serviceAccountUser(namespace || this.namespace, name) : name);
  }
}

const userKey = (name: string) => `user ${name}`;
const groupKey = (name: string) => `group ${name}`;
