import { type FieldPathElements, FieldSet } from './field-set';
import { ManagedFields } from './managed-fields';
import { Share } from './share';

/**
 * Where the replica count of a kind is, per version: `['f:spec', 'f:replicas']`. Undefined for a version that has no
 * scale subresource; versions that are missing are not served.
 */
export type ReplicasPaths = ReadonlyMap<string, FieldPathElements | undefined>;

const SCALE_VERSION = 'autoscaling/v1';
const REPLICAS = FieldSet.of(['f:spec', 'f:replicas']);

/** The ownership of an object as its Scale shows it. */
export function scaleOwnership(parent: ManagedFields, paths: ReplicasPaths): ManagedFields {
  const shares = parent.shares
    .filter(({ apiVersion, fields }) => ownsReplicas(fields, paths.get(apiVersion)))
    .map((share) => new Share({ ...share, apiVersion: SCALE_VERSION }, REPLICAS, share.time));
  return ManagedFields.of(shares);
}

function ownsReplicas(fields: FieldSet, path: FieldPathElements | undefined): boolean {
  return path !== undefined && fields.has(path);
}

/**
 * The ownership of an object after a write of its Scale. As in Kubernetes, who updated the replica count in the object's
 * own version and still has it afterwards has two entries until the next write, and the new one has no time.
 * @param apiVersion of the object
 */
export function ownershipAfterScale(
  parent: ManagedFields,
  scale: ManagedFields,
  apiVersion: string,
  paths: ReplicasPaths,
): ManagedFields {
  const result: Share[] = [];
  const taken = new Map(scale.shares.map((share) => [share.key, share]));
  for (const share of parent.shares) {
    if (!paths.has(share.apiVersion)) continue;
    const path = paths.get(share.apiVersion);
    const isKept = !path || !share.fields.has(path) || taken.delete(share.key);
    const left = isKept ? share : share.with(share.fields.difference(FieldSet.of(path)));
    if (!left.fields.isEmpty) result.push(left);
  }
  const replicas = paths.get(apiVersion);
  for (const share of taken.values()) {
    if (!replicas || !share.fields.has(['f:spec', 'f:replicas'])) continue;
    const time = parent.shares.find(({ key }) => key === share.key)?.time;
    result.push(new Share({ ...share, apiVersion }, FieldSet.of(replicas), time));
  }
  return ManagedFields.of(result);
}
