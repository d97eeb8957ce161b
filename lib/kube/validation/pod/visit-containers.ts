import type { FieldPath } from '../../field-path';
import type { Container, PodSpec } from '../../generated/core-v1';

/** Every container of a pod: those that start first, the regular ones, and the ephemeral ones. */
export function forEachContainer(
  spec: PodSpec,
  path: FieldPath,
  visit: (container: Container, path: FieldPath) => void,
): void {
  for (const field of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    const list = spec[field];
    if (!list?.length) continue;
    const at = path.child(field);
    for (let index = 0; index < list.length; index++) visit(list[index]!, at.index(index));
  }
}

/** The same without their paths. */
export function allContainers(spec: PodSpec): readonly Container[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec;
  if (initContainers.length === 0 && ephemeralContainers.length === 0) return containers;
  return [...initContainers, ...containers, ...ephemeralContainers];
}
