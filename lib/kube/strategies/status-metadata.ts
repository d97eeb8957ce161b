import { withField } from '../defaults/defaulting';
import type { KubeObject, ObjectMeta } from '../object';

const KEPT = [
  'deletionTimestamp',
  'generation',
  'selfLink',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
] as const;

/** For kinds whose `/status` changes no metadata (ResetObjectMetaForStatus). */
export function withOldMetadata<T extends KubeObject>(object: T, old: T): T {
  let metadata: ObjectMeta = object.metadata;
  for (const field of KEPT) metadata = withField(metadata, field, old.metadata[field] as never);
  return metadata === object.metadata ? object : { ...object, metadata };
}
