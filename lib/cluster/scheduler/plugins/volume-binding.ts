import { equal } from '../../../kube/frozen';
import type { PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import { classOfClaim, isFullyBound } from '../../../kube/volume-binding';
import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import { on } from '../framework/cluster-event';
import type { ClusterView, SchedulingObjects } from '../framework/cluster-view';
import { type Plugin, type PodFilter, type PodVolumes, SKIP } from '../framework/plugin';
import { type Rejection, unresolvable } from '../framework/rejection';
import { findPodVolumes, type PodClaims, volumeLimit } from '../volumes/find-pod-volumes';
import { foreignClaimProblem, mountedClaims } from '../volumes/pod-claims';

const NAME = 'VolumeBinding';
const MIGRATED = 'storage.alpha.kubernetes.io/migrated-plugins';

/** Volumes that are bound must be reachable from the node; claims that wait for a consumer must be able to get one. */
export const volumeBinding: Plugin = {
  name: NAME,
  interests: [
    on(
      'StorageClass',
      ['Add', 'Update'],
      (_pod, before, after) => !before || !equal(before.allowedTopologies, after!.allowedTopologies),
    ),
    on('PersistentVolumeClaim', ['Add', 'Update'], ({ pod, namespace }, _before, after) => {
      const { metadata } = after!;
      return (
        metadata.namespace === namespace && mountedClaims(pod).some(({ name }) => name === metadata.name)
      );
    }),
    on('PersistentVolume', ['Add', 'Update']),
    on('Node', ['Add', 'UpdateNodeLabel']),
    on(
      'CSINode',
      ['Add', 'Update'],
      (_pod, before, after) =>
        !before || before.metadata.annotations?.[MIGRATED] !== after!.metadata.annotations?.[MIGRATED],
    ),
    on(
      'CSIDriver',
      ['Update'],
      ({ pod }, before, after) =>
        Boolean(before!.spec.storageCapacity) &&
        !after!.spec.storageCapacity &&
        (pod.spec!.volumes ?? []).some(({ csi }) => csi?.driver === after!.metadata.name),
    ),
    on('CSIStorageCapacity', ['Add', 'Update'], (_pod, before, after) => {
      if (!before) return true;
      const limit = volumeLimit(after!);
      const old = volumeLimit(before);
      return limit !== undefined && (old === undefined || limit.compare(old) > 0);
    }),
  ],

  preFilter(pod, { objects }: ClusterView) {
    const mounted = mountedClaims(pod.pod);
    if (mounted.length === 0) return SKIP;
    const claims = usableClaims(pod, objects);
    if (typeof claims === 'string') return unresolvable(NAME, claims);
    const bound = claims.filter(isFullyBound);
    const unbound = claims.filter((claim) => !isFullyBound(claim));
    const delayed = unbound.filter((claim) => waitsForConsumer(claim, objects) && !claim.spec!.volumeName);
    if (delayed.length < unbound.length)
      return unresolvable(NAME, 'pod has unbound immediate PersistentVolumeClaims');
    return new VolumeFilter({ bound, delayed }, objects);
  },
};

/** The claims that the pod mounts, or what is wrong with one of them. */
function usableClaims(
  { pod, namespace }: PodInfo,
  objects: SchedulingObjects,
): PersistentVolumeClaim[] | string {
  const claims: PersistentVolumeClaim[] = [];
  for (const { name, ephemeral } of mountedClaims(pod)) {
    const claim = objects.claims.get(namespace, name);
    if (!claim)
      return ephemeral
        ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
        : `persistentvolumeclaim "${name}" not found`;
    if (claim.status?.phase === 'Lost')
      return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec!.volumeName}"`;
    if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
    const problem = ephemeral ? foreignClaimProblem(pod, claim) : undefined;
    if (problem) return problem;
    claims.push(claim);
  }
  return claims;
}

function waitsForConsumer(claim: PersistentVolumeClaim, { storageClasses }: SchedulingObjects): boolean {
  const name = classOfClaim(claim);
  return name !== '' && storageClasses.get('', name)?.volumeBindingMode === 'WaitForFirstConsumer';
}

class VolumeFilter implements PodFilter {
  readonly plugin = NAME;

  constructor(
    private readonly claims: PodClaims,
    private readonly objects: SchedulingObjects,
  ) {}

  filter({ node }: NodeInfo): Rejection | undefined {
    const found = findPodVolumes(this.claims, node!, this.objects);
    return 'reasons' in found ? unresolvable(NAME, ...found.reasons) : undefined;
  }

  volumes({ node }: NodeInfo): PodVolumes | undefined {
    if (this.claims.delayed.length === 0) return undefined;
    const found = findPodVolumes(this.claims, node!, this.objects);
    return 'reasons' in found ? undefined : found;
  }
}
