import type { Container, EphemeralContainer, Pod } from '../../../kube/generated/core-v1';

/** Whether an update changes a pod in a way that its policy could mind: other containers, or other images. */
export function isSignificantUpdate({ spec }: Pod, { spec: old }: Pod): boolean {
  return (
    haveOtherImages(spec!.containers, old!.containers) ||
    haveOtherImages(spec!.initContainers ?? [], old!.initContainers ?? []) ||
    (spec!.ephemeralContainers ?? []).some(
      ({ name, image }) => knownEphemeral(old!.ephemeralContainers, name)?.image !== image,
    )
  );
}

function haveOtherImages(containers: readonly Container[], old: readonly Container[]): boolean {
  if (containers.length !== old.length) return true;
  return containers.some(({ image }, index) => image !== old[index]!.image);
}

/** A new one has no image to be equal to: every ephemeral container has one. */
function knownEphemeral(
  containers: readonly EphemeralContainer[] | undefined,
  name: string,
): EphemeralContainer | undefined {
  return containers?.find((container) => container.name === name);
}
