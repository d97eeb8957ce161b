import type { KubeObject } from '../object';

/** For kinds whose `/status` changes no metadata but its bookkeeping (ResetObjectMetaForStatus). */
export function withOldMetadataForStatus<T extends KubeObject>(object: T, old: T): T {
  const { deletionTimestamp, generation, selfLink, labels, annotations, finalizers, ownerReferences } =
    old.metadata;
  const kept = { deletionTimestamp, generation, selfLink, labels, annotations, finalizers, ownerReferences };
  return { ...object, metadata: { ...object.metadata, ...kept } };
}
