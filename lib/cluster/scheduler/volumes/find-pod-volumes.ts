import type { Node, PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import type { CSIStorageCapacity, StorageClass } from '../../../kube/generated/storage-v1';
import { Quantity } from '../../../kube/quantity';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import {
  allowsTopology,
  classOfClaim,
  classOfVolume,
  findVolume,
  isReachable,
  NO_PROVISIONER,
  requestedStorage,
  SELECTED_NODE,
} from '../../../kube/volume-binding';
import type { SchedulingObjects } from '../framework/cluster-view';
import type { PodVolumes } from '../framework/plugin';
import { SchedulingError } from '../framework/rejection';

const NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity";
const NOTHING_TO_BIND = "node(s) didn't find available persistent volumes to bind";
const TOO_LITTLE = 'node(s) did not have enough free storage';
const VOLUME_GONE = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

/** The claims of a pod, by what is left to do for them. */
export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  /** They get a volume when the pod gets a node. */
  readonly delayed: readonly PersistentVolumeClaim[];
}

/** What a pod's claims come to on a node: the volumes they get, or why they cannot. */
export function findPodVolumes(
  { bound, delayed }: PodClaims,
  node: Node,
  objects: SchedulingObjects,
): PodVolumes | { readonly reasons: readonly string[] } {
  const problem = boundProblem(bound, node, objects);
  const selected = delayed.filter((claim) => claim.metadata.annotations?.[SELECTED_NODE] !== undefined);
  if (selected.some((claim) => claim.metadata.annotations![SELECTED_NODE] !== node.metadata.name))
    return { reasons: ordered(problem, NOTHING_TO_BIND) };
  const { bindings, unbound } = bindAll(delayed, selected, node, objects);
  const shortage = provisionProblem([...selected, ...unbound], node, objects);
  if (problem || shortage) return { reasons: ordered(problem, shortage) };
  return { bindings, provisions: [...selected, ...unbound] };
}

/** The volume that is gone is named last. */
function ordered(problem: string | undefined, shortage: string | undefined): readonly string[] {
  const reasons = problem === VOLUME_GONE ? [shortage, problem] : [problem, shortage];
  return reasons.filter((reason) => reason !== undefined);
}

function boundProblem(
  claims: readonly PersistentVolumeClaim[],
  node: Node,
  { volumes }: SchedulingObjects,
): string | undefined {
  for (const claim of claims) {
    const volume = volumes.get('', claim.spec!.volumeName!);
    if (!volume) return VOLUME_GONE;
    if (!isReachable(volume, node)) return NODE_CONFLICT;
  }
  return undefined;
}

/** Small claims choose first, so that they leave the big volumes. */
function bindAll(
  delayed: readonly PersistentVolumeClaim[],
  selected: readonly PersistentVolumeClaim[],
  node: Node,
  { volumes }: SchedulingObjects,
): { bindings: PodVolumes['bindings']; unbound: PersistentVolumeClaim[] } {
  const claims = delayed
    .filter((claim) => !selected.includes(claim))
    .sort((a, b) => requestedStorage(a).compare(requestedStorage(b)));
  const taken = new Set<string>();
  const bindings: PodVolumes['bindings'][number][] = [];
  const unbound: PersistentVolumeClaim[] = [];
  for (const claim of claims) {
    const ofClass = volumes.list().filter((volume) => classOfVolume(volume) === classOfClaim(claim));
    const volume = findVolume(claim, ofClass, node, taken);
    if (volume) {
      taken.add(volume.metadata.name!);
      bindings.push({ claim, volume });
    } else {
      unbound.push(claim);
    }
  }
  return { bindings, unbound };
}

function provisionProblem(
  claims: readonly PersistentVolumeClaim[],
  node: Node,
  objects: SchedulingObjects,
): string | undefined {
  for (const claim of claims) {
    const storageClass = objects.storageClasses.get('', classOfClaim(claim));
    if (!storageClass) throw new SchedulingError(`failed to find storage class "${classOfClaim(claim)}"`);
    const { provisioner, allowedTopologies } = storageClass;
    if (!provisioner || provisioner === NO_PROVISIONER) return NOTHING_TO_BIND;
    if (!allowsTopology(allowedTopologies, node.metadata.labels)) return NOTHING_TO_BIND;
    if (!hasCapacity(claim, storageClass, node, objects)) return TOO_LITTLE;
  }
  return undefined;
}

/** Only drivers that publish their capacity are asked for it. */
function hasCapacity(
  claim: PersistentVolumeClaim,
  { metadata: { name }, provisioner }: StorageClass,
  node: Node,
  { csiDrivers, csiStorageCapacities }: SchedulingObjects,
): boolean {
  const request = claim.spec?.resources?.requests?.storage;
  if (request === undefined || !csiDrivers.get('', provisioner)?.spec?.storageCapacity) return true;
  const wanted = Quantity.parse(request);
  return csiStorageCapacities.list().some((offer) => {
    const limit = volumeLimit(offer);
    return (
      offer.storageClassName === name &&
      limit !== undefined &&
      limit.compare(wanted) >= 0 &&
      LabelSelector.of(offer.nodeTopology).matches(node.metadata.labels)
    );
  });
}

/** The largest volume that can be made. */
export function volumeLimit({ maximumVolumeSize, capacity }: CSIStorageCapacity): Quantity | undefined {
  const limit = maximumVolumeSize ?? capacity;
  return limit === undefined ? undefined : Quantity.parse(limit);
}
