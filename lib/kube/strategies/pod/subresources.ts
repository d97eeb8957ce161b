import { withField } from '../../defaults/defaulting';
import { withoutDisabledFields } from '../../defaults/pod/disabled-fields';
import type { Container, Pod, PodSpec } from '../../generated/core-v1';
import type { SubresourceStrategy } from '../../strategy';
import { validateEphemeralContainersUpdate } from '../../validation/pod/ephemeral-containers';
import { validatePodResize } from '../../validation/pod/resize';
import { withOldMetadataForStatus } from '../old-metadata';

/** `pods/ephemeralcontainers`: adds containers for debugging. */
export const ephemeralContainers: SubresourceStrategy<Pod> = {
  prepareForUpdate(pod, old) {
    const spec = withField(old.spec!, 'ephemeralContainers', pod.spec?.ephemeralContainers);
    return withSpec(pod, old, withoutDisabledFields(spec));
  },
  validateUpdate: validateEphemeralContainersUpdate,
};

/** `pods/resize`: changes CPU and memory of containers that run. */
export const resize: SubresourceStrategy<Pod> = {
  prepareForUpdate(pod, old) {
    const spec = pod.spec!;
    if (!haveSameLengths(spec, old.spec!)) return pod;
    const containers = withNewResources(spec.containers ?? [], old.spec!.containers);
    const initContainers =
      spec.initContainers && withNewResources(spec.initContainers, old.spec!.initContainers);
    let resized = { ...old.spec!, containers };
    resized = withField(resized, 'initContainers', initContainers);
    return withSpec(pod, old, withoutDisabledFields(withField(resized, 'resources', spec.resources)));
  },
  validateUpdate: validatePodResize,
};

function withSpec(pod: Pod, old: Pod, spec: PodSpec): Pod {
  return withOldMetadataForStatus({ ...old, metadata: pod.metadata, spec }, old);
}

function haveSameLengths(spec: PodSpec, old: PodSpec): boolean {
  return (
    (spec.containers?.length ?? 0) === (old.containers?.length ?? 0) &&
    (spec.initContainers?.length ?? 0) === (old.initContainers?.length ?? 0)
  );
}

/** The old containers with the new resources. Renamed containers are left to validation. */
function withNewResources(
  containers: readonly Container[],
  old: readonly Container[] = [],
): readonly Container[] {
  if (containers.some(({ name }, index) => name !== old[index]!.name)) return containers;
  return old.map((container, index) => {
    const { resources, resizePolicy } = containers[index]!;
    return withField(withField(container, 'resources', resources), 'resizePolicy', resizePolicy);
  });
}
