import { equal } from '../../../kube/frozen';
import type {
  ObjectReference,
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimStatus,
} from '../../../kube/generated/core-v1';
import type { KubeObject } from '../../../kube/object';
import { Quantity } from '../../../kube/quantity';
import {
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  classOfClaim,
  classOfVolume,
  isMeantFor,
  requestedStorage,
} from '../../../kube/volume-binding';
import { eventReference } from '../../component/event-recorder';

/** The volume with the claim as its own. The same object if it is already. Pure. */
export function volumeBoundTo(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { claimRef } = volume.spec!;
  const isOwn = isMeantFor(volume, claim) && claimRef!.uid === claim.metadata.uid;
  const bound = isOwn ? volume : { ...volume, spec: { ...volume.spec!, claimRef: eventReference(claim) } };
  return isMeantFor(volume, claim) ? bound : annotated(bound, BOUND_BY_CONTROLLER, 'yes');
}

/** The claim with the volume as its own. The same object if it is already. Pure. */
export function claimBoundTo(claim: PersistentVolumeClaim, volume: PersistentVolume): PersistentVolumeClaim {
  const isOwn = claim.spec!.volumeName === volume.metadata.name;
  const named = isOwn
    ? claim
    : annotated(
        { ...claim, spec: { ...claim.spec!, volumeName: volume.metadata.name! } },
        BOUND_BY_CONTROLLER,
        'yes',
      );
  return annotated(named, BIND_COMPLETED, 'yes');
}

/** The volume free for another claim: a user's own choice of a claim stays. Pure. */
export function unboundVolume(volume: PersistentVolume): PersistentVolume {
  const { [BOUND_BY_CONTROLLER]: isByController, ...annotations } = volume.metadata.annotations ?? {};
  const { claimRef, ...spec } = volume.spec!;
  if (isByController === undefined) {
    const { uid: _uid, ...reference } = claimRef as ObjectReference;
    return { ...volume, spec: { ...spec, claimRef: reference } };
  }
  const { annotations: _old, ...metadata } = volume.metadata;
  const kept = Object.keys(annotations).length ? { ...metadata, annotations } : metadata;
  return { ...volume, metadata: kept, spec };
}

/** The status of a claim in a phase, with what its volume offers. The same object if nothing changes. Pure. */
export function claimStatus(
  { status }: PersistentVolumeClaim,
  phase: 'Pending' | 'Bound' | 'Lost',
  volume: PersistentVolume | undefined,
): PersistentVolumeClaimStatus | undefined {
  const { accessModes, capacity, currentVolumeAttributesClassName, ...rest } = status ?? {};
  const isNew = status?.phase !== phase;
  const offered = volume?.spec;
  const storage = offered?.capacity?.storage;
  const attributes =
    status?.phase === 'Pending' && phase === 'Bound'
      ? offered?.volumeAttributesClassName
      : currentVolumeAttributesClassName;
  const next = !offered
    ? { ...rest, phase }
    : {
        ...rest,
        phase,
        accessModes: offered.accessModes,
        capacity: isNew && storage !== undefined ? offered.capacity : capacity,
        ...(attributes ? { currentVolumeAttributesClassName: attributes } : {}),
      };
  return equal(next, status) ? status : next;
}

/** Why a claim cannot have the volume that it asks for; undefined if it can. Pure. */
export function mismatch(
  { metadata, spec }: PersistentVolume,
  claim: PersistentVolumeClaim,
): string | undefined {
  if (metadata.deletionTimestamp) return `the volume is marked for deletion "${metadata.name}"`;
  const offered = Quantity.parse(spec!.capacity?.storage ?? 0);
  if (offered.compare(requestedStorage(claim)) < 0) return 'requested PV is too small';
  if (classOfVolume({ metadata, spec }) !== classOfClaim(claim)) return 'storageClassName does not match';
  const { volumeAttributesClassName = '', volumeMode = 'Filesystem', accessModes = [] } = claim.spec!;
  if ((spec!.volumeAttributesClassName ?? '') !== volumeAttributesClassName)
    return 'volumeAttributesClassName does not match';
  if ((spec!.volumeMode ?? 'Filesystem') !== volumeMode) return 'incompatible volumeMode';
  if (!accessModes.every((mode) => spec!.accessModes?.includes(mode))) return 'incompatible accessMode';
  return undefined;
}

/** The same object if it has the annotation already, whatever its value. */
export function annotated<T extends KubeObject>(object: T, annotation: string, value: string): T {
  const { annotations } = object.metadata;
  if (annotations?.[annotation] !== undefined) return object;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...annotations, [annotation]: value } },
  };
}
