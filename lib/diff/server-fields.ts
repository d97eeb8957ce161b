import { withField } from '../kube/defaults/defaulting';
import type { KubeObject, ObjectMeta } from '../kube/object';

/** Metadata that the API server writes; authors do not, and a change of it is none. */
const SERVER_METADATA: readonly (keyof ObjectMeta)[] = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
];

/**
 * Annotations that tools keep their books in. The first holds a copy of the whole object, secrets included: it must not
 * be seen anywhere.
 */
const BOOKKEEPING: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
  'pv.kubernetes.io/bind-completed',
  'pv.kubernetes.io/bound-by-controller',
  'volume.kubernetes.io/storage-provisioner',
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/selected-node',
];

type WithStatus = KubeObject & { readonly status?: unknown };

/** An object without what the server and its tools add to it: what its author is responsible for. */
export function withoutServerFields(object: KubeObject, hasStatus: boolean): KubeObject {
  const metadata = withoutServerMetadata(object.metadata);
  const own = metadata === object.metadata ? object : { ...object, metadata };
  return hasStatus && (own as WithStatus).status !== undefined
    ? withField(own as WithStatus, 'status', undefined)
    : own;
}

function withoutServerMetadata(metadata: ObjectMeta): ObjectMeta {
  let kept = metadata;
  for (const field of SERVER_METADATA)
    if (kept[field] !== undefined) kept = withField(kept, field, undefined);
  const annotations = withoutBookkeeping(kept.annotations);
  if (annotations !== kept.annotations) kept = withField(kept, 'annotations', annotations);
  return kept;
}

type Annotations = ObjectMeta['annotations'];

function withoutBookkeeping(annotations: Annotations): Annotations {
  if (!annotations || !BOOKKEEPING.some((name) => Object.hasOwn(annotations, name))) return annotations;
  const kept = Object.entries(annotations).filter(([name]) => !BOOKKEEPING.includes(name));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
