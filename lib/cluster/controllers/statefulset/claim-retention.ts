import type { StatefulSet } from '../../../kube/generated/apps-v1';
import type { PersistentVolumeClaim, Pod } from '../../../kube/generated/core-v1';
import { controllerReference, type KubeObject, type OwnerReference } from '../../../kube/object';
import { isWanted, ordinalOf, STATEFUL_SET_KIND } from './identity';

const POD_KIND = { apiVersion: 'v1', kind: 'Pod' };

/** A claim, and those who may own it. */
export interface RetainedClaim {
  readonly claim: PersistentVolumeClaim;
  readonly set: StatefulSet;
  readonly pod: Pod;
}

/**
 * Whether the owners of a claim are those that the set's retention policy asks for. A claim that somebody else controls,
 * or that belongs to a former set or pod of the same name, is left alone. Pure.
 */
export function hasRightOwners(retained: RetainedClaim): boolean {
  const { claim, set, pod } = retained;
  if (isStale(claim, set, STATEFUL_SET_KIND) || isStale(claim, pod, POD_KIND)) return true;
  const owned = { bySet: isOwnedBy(claim, set), byPod: isOwnedBy(claim, pod) };
  if (isControlledElsewhere(retained)) return !owned.bySet && !owned.byPod;
  const isLoose = ownersOf(claim).some(
    ({ uid, controller }) => (uid === set.metadata.uid || uid === pod.metadata.uid) && !controller,
  );
  if (isLoose) return false;
  const wanted = wantedOwners(set, pod);
  return owned.bySet === wanted.bySet && owned.byPod === wanted.byPod;
}

/** The claim with those owners. Pure. */
export function withRightOwners(retained: RetainedClaim): PersistentVolumeClaim {
  const { claim, set, pod } = retained;
  const others = ownersOf(claim).filter(
    (owner) => !refersTo(owner, set, STATEFUL_SET_KIND) && !refersTo(owner, pod, POD_KIND),
  );
  const { ownerReferences: _old, ...metadata } = claim.metadata;
  const ownerReferences = isControlledElsewhere(retained) ? others : [...others, ...references(set, pod)];
  return { ...claim, metadata: ownerReferences.length ? { ...metadata, ownerReferences } : metadata };
}

function references(set: StatefulSet, pod: Pod): readonly OwnerReference[] {
  const { bySet, byPod } = wantedOwners(set, pod);
  return [
    ...(bySet ? [controllerReference(set, STATEFUL_SET_KIND)] : []),
    ...(byPod ? [controllerReference(pod, POD_KIND)] : []),
  ];
}

/** The claim goes with its owner: with the pod when it is one too many, else with the set. */
function wantedOwners(set: StatefulSet, pod: Pod): { readonly bySet: boolean; readonly byPod: boolean } {
  const { whenDeleted, whenScaled } = set.spec!.persistentVolumeClaimRetentionPolicy ?? {};
  const byPod = whenScaled === 'Delete' && !isWanted(ordinalOf(pod), set);
  return { byPod, bySet: whenDeleted === 'Delete' && !byPod };
}

/** Whether somebody else controls the claim, where that matters. */
export function isControlledElsewhere({ claim, set, pod }: RetainedClaim): boolean {
  const { whenDeleted, whenScaled } = set.spec!.persistentVolumeClaimRetentionPolicy ?? {};
  if (whenDeleted !== 'Delete' && whenScaled !== 'Delete') return false;
  return ownersOf(claim).some((owner) => {
    if (refersTo(owner, set, STATEFUL_SET_KIND)) return owner.uid !== set.metadata.uid;
    if (refersTo(owner, pod, POD_KIND)) return owner.uid !== pod.metadata.uid;
    return owner.controller === true;
  });
}

/** Whether the claim is going to be deleted with a former pod of that name, so that no new one may use it. */
export function isOfFormerPod(claim: PersistentVolumeClaim, pod: Pod): boolean {
  return isStale(claim, pod, POD_KIND);
}

function isStale(claim: PersistentVolumeClaim, owner: KubeObject, kind: typeof POD_KIND): boolean {
  const reference = ownersOf(claim).find((one) => refersTo(one, owner, kind));
  return reference !== undefined && reference.uid !== owner.metadata.uid;
}

function isOwnedBy(claim: PersistentVolumeClaim, owner: KubeObject): boolean {
  return ownersOf(claim).some(({ uid }) => uid === owner.metadata.uid);
}

function ownersOf({ metadata }: PersistentVolumeClaim): readonly OwnerReference[] {
  return metadata.ownerReferences ?? [];
}

function refersTo(reference: OwnerReference, object: KubeObject, kind: typeof POD_KIND): boolean {
  return (
    reference.apiVersion === kind.apiVersion &&
    reference.kind === kind.kind &&
    reference.name === object.metadata.name
  );
}
