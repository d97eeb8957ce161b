import type { ObjectMeta } from '../../generated/meta-v1';
import { withField } from '../defaulting';

/** Where init containers were before they had a field; the API server removes them. */
const INIT_CONTAINERS = ['alpha', 'beta'].flatMap((stage) => [
  `pod.${stage}.kubernetes.io/init-containers`,
  `pod.${stage}.kubernetes.io/init-container-statuses`,
]);

export function withoutInitContainerAnnotations(meta: ObjectMeta): ObjectMeta {
  const { annotations } = meta;
  if (!annotations || !INIT_CONTAINERS.some((key) => annotations[key] !== undefined)) return meta;
  const kept = Object.entries(annotations).filter(([key]) => !INIT_CONTAINERS.includes(key));
  return withField(meta, 'annotations', kept.length > 0 ? Object.fromEntries(kept) : undefined);
}
