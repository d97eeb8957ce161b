import type { OwnerReference } from '../../../kube/object';

/** What names one object: as owner references do, with the namespace (empty for cluster-scoped objects). */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** The object that a reference in `namespace` speaks of. */
export function identityOf(
  { apiVersion, kind, name, uid }: OwnerReference,
  namespace: string,
): ObjectIdentity {
  return { apiVersion, kind, namespace, name, uid };
}

export function isSameIdentity(a: ObjectIdentity, b: ObjectIdentity): boolean {
  return a.namespace === b.namespace && matches(a, b);
}

/** Whether a reference names the object, apart from the namespace. */
export function matches(a: Omit<ObjectIdentity, 'namespace'>, b: Omit<ObjectIdentity, 'namespace'>): boolean {
  return a.uid === b.uid && a.name === b.name && a.kind === b.kind && a.apiVersion === b.apiVersion;
}

/** As Kubernetes prints it in events. */
export function printIdentity({ apiVersion, kind, namespace, name, uid }: ObjectIdentity): string {
  return `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
}

/** Kinds first, so that the order is the same for namespaced and cluster-scoped objects. */
export function compareIdentities(a: ObjectIdentity, b: ObjectIdentity): number {
  for (const field of ['kind', 'apiVersion', 'namespace', 'name', 'uid'] as const)
    if (a[field] !== b[field]) return a[field] < b[field] ? -1 : 1;
  return 0;
}

/** Remembers identities, the newest ones when there are too many. */
export class IdentityCache {
  private readonly known = new Set<string>();

  constructor(private readonly capacity: number) {}

  add(identity: ObjectIdentity): void {
    const key = printIdentity(identity);
    this.known.delete(key);
    this.known.add(key);
    if (this.known.size > this.capacity) this.known.delete(this.known.values().next().value!);
  }

  has(identity: ObjectIdentity): boolean {
    const key = printIdentity(identity);
    if (!this.known.delete(key)) return false;
    this.known.add(key);
    return true;
  }
}
