import type { OwnerReference } from '../../../kube/object';
import type { ObjectIdentity } from './object-identity';

/** One object, or one that others only claim to be owned by. */
export class Node {
  /** Made with the first one: most objects own nothing. */
  private known: Set<Node> | undefined;
  /** Its deletion waits for that of its dependents. */
  deletingDependents = false;
  beingDeleted = false;

  /** @param virtual known only from a reference to it; nobody has seen the object itself */
  constructor(
    public identity: ObjectIdentity,
    public owners: readonly OwnerReference[] = [],
    public virtual = false,
  ) {}

  get dependents(): ReadonlySet<Node> {
    return this.known ?? NOBODY;
  }

  addDependent(node: Node): void {
    this.known ??= new Set();
    this.known.add(node);
  }

  removeDependent(node: Node): void {
    this.known?.delete(node);
  }

  /** The same node under another identity. */
  renamed(identity: ObjectIdentity): Node {
    const node = new Node(identity, this.owners, this.virtual);
    node.deletingDependents = this.deletingDependents;
    node.beingDeleted = this.beingDeleted;
    for (const dependent of this.dependents) node.addDependent(dependent);
    return node;
  }

  /** Dependents that ask for the deletion of this object to wait for them. */
  blockingDependents(): readonly Node[] {
    return [...this.dependents].filter(({ owners }) =>
      owners.some(({ uid, blockOwnerDeletion }) => blockOwnerDeletion && uid === this.identity.uid),
    );
  }
}

const NOBODY: ReadonlySet<Node> = new Set();

/** Who is owned by whom, by UID. */
export class OwnerGraph {
  private readonly nodes = new Map<string, Node>();

  get(uid: string): Node | undefined {
    return this.nodes.get(uid);
  }

  put(node: Node): void {
    this.nodes.set(node.identity.uid, node);
  }

  /** The node keeps its dependents, which have to be looked after. */
  remove(node: Node): void {
    this.nodes.delete(node.identity.uid);
    this.unlink(node, node.owners);
  }

  unlink(node: Node, owners: readonly OwnerReference[]): void {
    for (const { uid } of owners) this.nodes.get(uid)?.removeDependent(node);
  }
}
