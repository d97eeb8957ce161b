import { changeElements, withField } from '../../defaults/defaulting';
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../../generated/core-v1';

/** What `/status` takes of a pod besides its status: labels and annotations, but neither owners nor deletion. */
export function prepareStatus(pod: Pod, old: Pod): Pod {
  let metadata = withField(pod.metadata, 'ownerReferences', old.metadata.ownerReferences);
  metadata = withField(metadata, 'deletionTimestamp', old.metadata.deletionTimestamp);
  const prepared = withField(pod, 'metadata', metadata);
  const { status } = pod;
  if (!status) return prepared;
  const kept = withOldGenerations(withOldQos(status, old.status), old.status);
  return withField(prepared, 'status', withoutDisabledStatus(kept));
}

/** Set once, when the pod was made. */
function withOldQos(status: PodStatus, old: PodStatus | undefined): PodStatus {
  return status.qosClass ? status : withField(status, 'qosClass', old?.qosClass);
}

/** A client that does not know of `observedGeneration` does not erase it. */
function withOldGenerations(status: PodStatus, old: PodStatus | undefined): PodStatus {
  const kept = status.observedGeneration
    ? status
    : withField(status, 'observedGeneration', old?.observedGeneration);
  if (!kept.conditions?.some(({ observedGeneration }) => !observedGeneration)) return kept;
  const known = new Map<string, (number | undefined)[]>();
  for (const { type, observedGeneration } of old?.conditions ?? [])
    known.set(type, [...(known.get(type) ?? []), observedGeneration]);
  return changeElements(kept, 'conditions', (condition: PodCondition) => {
    const generation = known.get(condition.type)?.shift();
    return condition.observedGeneration ? condition : withField(condition, 'observedGeneration', generation);
  });
}

const LISTS = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const;

/** Features ImageVolumeWithDigest and DRANodeAllocatableResources are off unless Kubernetes is told otherwise. */
function withoutDisabledStatus(status: PodStatus): PodStatus {
  let kept = withField(status, 'nodeAllocatableResourceClaimStatuses', undefined);
  for (const field of LISTS)
    if (kept[field]?.some(({ volumeMounts }) => volumeMounts))
      kept = changeElements(kept, field, (one: ContainerStatus) =>
        changeElements(one, 'volumeMounts', (mount) => withField(mount, 'volumeStatus', undefined)),
      );
  return kept;
}
