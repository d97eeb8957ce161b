import { equal } from '../../kube/frozen';
import type { OwnerReference } from '../../kube/generated/meta-v1';
import type { KubeObject } from '../../kube/object';

/**
 * The object with each of its owners once, which is what the API server keeps, with a warning.
 * @param isAdmitted mutating admission is behind it; patches are looked at only then
 */
export function withOwnersOnce(object: KubeObject, warnings: string[], isAdmitted = false): KubeObject {
  const { ownerReferences } = object.metadata;
  if (!ownerReferences || ownerReferences.length < 2) return object;
  const kept: OwnerReference[] = [];
  const repeated: string[] = [];
  for (const reference of ownerReferences)
    if (kept.some((known) => equal(known, reference))) repeated.push(reference.uid);
    else kept.push(reference);
  if (repeated.length === 0) return object;
  const when = isAdmitted ? ' after mutating admission happens' : '';
  warnings.push(
    `.metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${repeated.join(', ')}`,
  );
  return { ...object, metadata: { ...object.metadata, ownerReferences: kept } };
}
