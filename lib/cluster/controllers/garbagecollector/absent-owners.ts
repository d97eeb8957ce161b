import {
  compareIdentities,
  identityOf,
  isSameIdentity,
  matches,
  type ObjectIdentity,
} from './object-identity';
import type { Node } from './owner-graph';

export interface Partition {
  /** Dependents with a reference to exactly this object. */
  readonly matching: readonly Node[];
  /** Dependents with a reference to the same UID under another kind, name or namespace. */
  readonly others: readonly Node[];
}

/** Dependents of one UID by whether they mean this object. One with several references can be in both lists. */
export function partition(dependents: Iterable<Node>, owner: ObjectIdentity): Partition {
  const matching: Node[] = [];
  const others: Node[] = [];
  for (const dependent of dependents) {
    const isElsewhere = owner.namespace !== '' && owner.namespace !== dependent.identity.namespace;
    const references = dependent.owners.filter(({ uid }) => uid === owner.uid);
    if (!isElsewhere && references.some((reference) => matches(reference, owner))) matching.push(dependent);
    if (isElsewhere || references.some((reference) => !matches(reference, owner))) others.push(dependent);
  }
  return { matching, others };
}

/**
 * Another object that dependents may mean by a UID, after `absent` turned out not to exist: the next one in order, or
 * the first after the last.
 */
export function alternateIdentity(
  dependents: readonly Node[],
  absent: ObjectIdentity,
): ObjectIdentity | undefined {
  const isClusterScoped = absent.namespace === '';
  const candidates: ObjectIdentity[] = [];
  for (const { owners, identity } of dependents)
    for (const reference of owners) {
      if (reference.uid !== absent.uid) continue;
      const isScopeKnown =
        isClusterScoped && reference.apiVersion === absent.apiVersion && reference.kind === absent.kind;
      candidates.push(identityOf(reference, isScopeKnown ? '' : identity.namespace));
    }
  const sorted = candidates.filter((one) => !isSameIdentity(one, absent)).sort(compareIdentities);
  return sorted.find((one) => compareIdentities(absent, one) < 0) ?? sorted[0];
}
