import type { Client } from '../../../client/client';
import type { ReplicaSet } from '../../../kube/generated/apps-v1';
import { ReplicaSets } from '../../../kube/generated/resources';
import { isStatus } from '../../../kube/status';
import { byRevision, sizeOf } from './replica-sets';
import type { Rollout } from './rollout';

/** Deletes the oldest ReplicaSets beyond `spec.revisionHistoryLimit`; those that still have pods stay. */
export function cleanUpHistory({ deployment, old }: Rollout, client: Client): void {
  const limit = deployment.spec!.revisionHistoryLimit;
  if (limit === undefined || limit === 2 ** 31 - 1) return;
  const kept = old.filter(({ metadata }) => !metadata.deletionTimestamp).sort(byRevision);
  for (const replicaSet of kept.slice(0, Math.max(0, kept.length - limit)))
    if (isUnused(replicaSet)) remove(replicaSet, client);
}

function isUnused(replicaSet: ReplicaSet): boolean {
  const { status, metadata } = replicaSet;
  return (
    !status?.replicas &&
    sizeOf(replicaSet) === 0 &&
    (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0)
  );
}

function remove({ metadata }: ReplicaSet, client: Client): void {
  try {
    client.delete(ReplicaSets, metadata.namespace!, metadata.name!);
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
  }
}
