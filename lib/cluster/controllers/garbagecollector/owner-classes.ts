import type { KubeObject, OwnerReference } from '../../../kube/object';
import { FOREGROUND, hasFinalizer } from './graph-builder';
import { InvalidScope, type LiveObjects } from './live-objects';
import { type IdentityCache, identityOf, type ObjectIdentity } from './object-identity';

/** The owners of an object by what becomes of them. */
export interface OwnerClasses {
  /** They exist, and keep the object. */
  readonly solid: readonly OwnerReference[];
  /** They do not exist. */
  readonly dangling: readonly OwnerReference[];
  /** They are being deleted, and wait for their dependents. */
  readonly waiting: readonly OwnerReference[];
}

/** Asks the API server about each owner, unless it is known to be absent. */
export function classifyOwners(
  dependent: ObjectIdentity,
  owners: readonly OwnerReference[],
  live: LiveObjects,
  absentOwners: IdentityCache,
): OwnerClasses {
  const solid: OwnerReference[] = [];
  const dangling: OwnerReference[] = [];
  const waiting: OwnerReference[] = [];
  for (const reference of owners) {
    const owner = findOwner(dependent, reference, live, absentOwners);
    if (!owner) dangling.push(reference);
    else if (owner.metadata.deletionTimestamp && hasFinalizer(owner, FOREGROUND)) waiting.push(reference);
    else solid.push(reference);
  }
  return { solid, dangling, waiting };
}

function findOwner(
  { namespace }: ObjectIdentity,
  reference: OwnerReference,
  live: LiveObjects,
  absentOwners: IdentityCache,
): KubeObject | undefined {
  if (absentOwners.has(identityOf(reference, '')) || absentOwners.has(identityOf(reference, namespace)))
    return undefined;
  const { namespaced } = live.resourceOf(reference);
  if (namespaced && !namespace)
    throw new InvalidScope('cluster-scoped objects cannot refer to namespaced owners');
  const identity = identityOf(reference, namespaced ? namespace : '');
  const owner = live.get(identity);
  if (owner?.metadata.uid === reference.uid) return owner;
  absentOwners.add(identity);
  return undefined;
}
