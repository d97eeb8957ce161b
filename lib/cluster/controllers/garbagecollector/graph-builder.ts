import { equal } from '../../../kube/frozen';
import type { KubeObject, OwnerReference } from '../../../kube/object';
import { alternateIdentity, partition } from './absent-owners';
import {
  type IdentityCache,
  identityOf,
  isSameIdentity,
  matches,
  type ObjectIdentity,
} from './object-identity';
import { Node, type OwnerGraph } from './owner-graph';

export const ORPHAN = 'orphan';
export const FOREGROUND = 'foregroundDeletion';

/** What the graph finds to be done. */
export interface GraphListener {
  attemptToDelete(node: Node, cause: number | undefined): void;
  /** The same, after a delay that grows. */
  attemptToDeleteLater(node: Node): void;
  attemptToOrphan(node: Node, cause: number | undefined): void;
  /** A dependent names an owner that lives in another namespace. */
  ownerInOtherNamespace(dependent: Node, ownerUid: string): void;
}

const NO_OWNERS: readonly OwnerReference[] = [];

/** Follows all objects of the cluster, and keeps the graph of their owners. */
export class GraphBuilder {
  constructor(
    private readonly graph: OwnerGraph,
    private readonly absentOwners: IdentityCache,
    private readonly listener: GraphListener,
  ) {}

  /** An object was added or changed. */
  observe(identity: ObjectIdentity, object: KubeObject, old: KubeObject | undefined, cause: number): void {
    const owners = object.metadata.ownerReferences ?? NO_OWNERS;
    let node = this.graph.get(identity.uid);
    if (node?.virtual) node = this.becomeReal(node, identity, cause);
    if (!node) {
      node = new Node(identity, owners);
      node.deletingDependents = waitsFor(object, FOREGROUND);
      this.graph.put(node);
      this.link(node, owners, cause);
    } else if (node.owners !== owners) {
      this.changeOwners(node, owners, cause);
    }
    if (object.metadata.deletionTimestamp) node.beingDeleted = true;
    this.startDeletion(node, object, old, cause);
  }

  /** An object is gone. */
  forget({ uid }: ObjectIdentity, cause: number): void {
    const node = this.graph.get(uid);
    if (node) this.remove(node, node.identity, cause);
  }

  /** The API server says that there is no such object, though somebody calls it its owner. */
  foundAbsent(absent: ObjectIdentity): void {
    const node = this.graph.get(absent.uid);
    if (!node) return;
    if (node.virtual && !this.isMeantByAll(node, absent)) this.replaceVirtual(node, absent);
    else if (!node.virtual && !isSameIdentity(node.identity, absent)) this.rejectDependents(node, absent);
    else this.remove(node, absent, undefined);
  }

  private isMeantByAll(node: Node, identity: ObjectIdentity): boolean {
    return partition(node.dependents, identity).others.length === 0;
  }

  /** Some dependents mean another object by the same UID: that one is looked for next. */
  private replaceVirtual(node: Node, absent: ObjectIdentity): void {
    this.rejectDependents(node, absent);
    if (!isSameIdentity(node.identity, absent)) return;
    const alternate = alternateIdentity(partition(node.dependents, absent).others, absent);
    if (!alternate) return;
    const replacement = node.renamed(alternate);
    this.graph.put(replacement);
    this.listener.attemptToDeleteLater(replacement);
  }

  private rejectDependents(node: Node, absent: ObjectIdentity): void {
    const { matching } = partition(node.dependents, absent);
    if (matching.length > 0) this.absentOwners.add(absent);
    for (const dependent of matching) this.listener.attemptToDelete(dependent, undefined);
  }

  private remove(node: Node, identity: ObjectIdentity, cause: number | undefined): void {
    this.graph.remove(node);
    if (node.dependents.size > 0) this.absentOwners.add(identity);
    for (const dependent of node.dependents) this.listener.attemptToDelete(dependent, cause);
    for (const { uid } of node.owners) {
      const owner = this.graph.get(uid);
      if (owner?.deletingDependents) this.listener.attemptToDelete(owner, cause);
    }
  }

  /** An owner that was known by hearsay turns up; dependents that described it wrongly are looked at. */
  private becomeReal(node: Node, identity: ObjectIdentity, cause: number): Node {
    if (isSameIdentity(node.identity, identity)) {
      node.virtual = false;
      return node;
    }
    for (const dependent of partition(node.dependents, identity).others) {
      if (identity.namespace && dependent.identity.namespace !== identity.namespace)
        this.listener.ownerInOtherNamespace(dependent, identity.uid);
      this.listener.attemptToDelete(dependent, cause);
    }
    const real = node.renamed(identity);
    real.virtual = false;
    this.graph.put(real);
    return real;
  }

  private link(node: Node, owners: readonly OwnerReference[], cause: number): void {
    let isDoubtful = false;
    for (const reference of owners) {
      const owner = this.graph.get(reference.uid);
      if (!owner) this.addVirtual(node, reference, cause);
      else {
        owner.addDependent(node);
        isDoubtful ||= this.isDoubtful(node, reference, owner);
      }
    }
    if (isDoubtful) this.listener.attemptToDelete(node, cause);
  }

  private addVirtual(dependent: Node, reference: OwnerReference, cause: number): void {
    const owner = new Node(identityOf(reference, dependent.identity.namespace), NO_OWNERS, true);
    owner.addDependent(dependent);
    this.graph.put(owner);
    this.listener.attemptToDelete(owner, cause);
  }

  /** Whether the reference does not describe the owner as it is known. */
  private isDoubtful({ identity }: Node, reference: OwnerReference, owner: Node): boolean {
    const isElsewhere = owner.identity.namespace !== identity.namespace;
    if (owner.identity.namespace && isElsewhere) {
      if (!owner.virtual) this.listener.ownerInOtherNamespace(this.graph.get(identity.uid)!, reference.uid);
      return true;
    }
    // A virtual owner without a namespace was named by a cluster-scoped object: nobody knows its scope for certain.
    return !matches(reference, owner.identity) || (isElsewhere && owner.virtual);
  }

  private changeOwners(node: Node, owners: readonly OwnerReference[], cause: number): void {
    const before = node.owners;
    node.owners = owners;
    if (equal(before, owners)) return;
    const isIn = (list: readonly OwnerReference[], { uid }: OwnerReference) =>
      list.some((one) => one.uid === uid);
    const removed = before.filter((one) => !isIn(owners, one));
    this.releaseBlocked(before, owners, cause);
    this.link(
      node,
      owners.filter((one) => !isIn(before, one)),
      cause,
    );
    this.graph.unlink(node, removed);
  }

  /** An owner may have waited for this object, and need not any more. */
  private releaseBlocked(
    before: readonly OwnerReference[],
    after: readonly OwnerReference[],
    cause: number,
  ): void {
    for (const { uid, blockOwnerDeletion } of before) {
      if (!blockOwnerDeletion || after.some((one) => one.uid === uid && one.blockOwnerDeletion)) continue;
      const owner = this.graph.get(uid);
      if (owner) this.listener.attemptToDelete(owner, cause);
    }
  }

  private startDeletion(node: Node, object: KubeObject, old: KubeObject | undefined, cause: number): void {
    if (starts(object, old, ORPHAN)) {
      this.listener.attemptToOrphan(node, cause);
    } else if (starts(object, old, FOREGROUND)) {
      node.deletingDependents = true;
      for (const dependent of node.dependents) this.listener.attemptToDelete(dependent, cause);
      this.listener.attemptToDelete(node, cause);
    }
  }
}

export function hasFinalizer({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.finalizers?.includes(finalizer) ?? false;
}

function waitsFor(object: KubeObject, finalizer: string): boolean {
  return object.metadata.deletionTimestamp !== undefined && hasFinalizer(object, finalizer);
}

function starts(object: KubeObject, old: KubeObject | undefined, finalizer: string): boolean {
  return waitsFor(object, finalizer) && !(old && waitsFor(old, finalizer));
}
