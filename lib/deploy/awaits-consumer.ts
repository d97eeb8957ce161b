import type { PersistentVolumeClaim, Pod } from '../kube/generated/core-v1';
import type { StorageClass } from '../kube/generated/storage-v1';
import { claimClass } from '../kube/storage-class-of';

/** Whether a claim's class binds when a pod uses it, and no pod of its namespace does. */
export function awaitsConsumer(
  claim: PersistentVolumeClaim,
  classes: Iterable<StorageClass>,
  pods: Iterable<Pod>,
): boolean {
  const name = claimClass(claim);
  for (const { metadata, volumeBindingMode } of classes)
    if (metadata.name === name && volumeBindingMode === 'WaitForFirstConsumer') return !isUsed(claim, pods);
  return false;
}

function isUsed({ metadata }: PersistentVolumeClaim, pods: Iterable<Pod>): boolean {
  for (const { spec } of pods)
    if (spec?.volumes?.some(({ persistentVolumeClaim: used }) => used?.claimName === metadata.name))
      return true;
  return false;
}
