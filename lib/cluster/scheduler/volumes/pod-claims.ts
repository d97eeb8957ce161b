import type { PersistentVolumeClaim, Pod } from '../../../kube/generated/core-v1';
import { controllerOf } from '../../../kube/object';

/** A claim that a pod mounts. */
export interface MountedClaim {
  readonly name: string;
  /** The claim is made for the pod, and goes with it. */
  readonly ephemeral: boolean;
}

/** The claims that a pod mounts, by name or through ephemeral volumes. */
export function mountedClaims(pod: Pod): readonly MountedClaim[] {
  return (pod.spec!.volumes ?? []).flatMap((volume): MountedClaim[] => {
    if (volume.persistentVolumeClaim)
      return [{ name: volume.persistentVolumeClaim.claimName, ephemeral: false }];
    return volume.ephemeral ? [{ name: `${pod.metadata.name}-${volume.name}`, ephemeral: true }] : [];
  });
}

/** What is wrong with the claim of an ephemeral volume; undefined if it was made for the pod. */
export function foreignClaimProblem(pod: Pod, claim: PersistentVolumeClaim): string | undefined {
  if (controllerOf(claim)?.uid === pod.metadata.uid && pod.metadata.uid) return undefined;
  const { namespace, name } = pod.metadata;
  return `PVC ${namespace}/${claim.metadata.name} was not created for pod ${namespace}/${name} (pod is not owner)`;
}
