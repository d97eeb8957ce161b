import type { StatefulSet, StatefulSetStatus } from '../../../kube/generated/apps-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { isPodAvailable, isPodReady } from '../../../kube/pod-status';
import { REVISION_LABEL } from '../../component/controller-revisions';
import { replicasOf } from './identity';
import type { Revisions } from './stateful-pod';

export interface StatefulObservation {
  readonly revisions: Revisions;
  readonly collisionCount: number;
  readonly pods: readonly Pod[];
  /** Pods of the old template that have just been deleted for an update. */
  readonly replaced: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

export function revisionOf({ metadata }: Pod): string | undefined {
  return metadata.labels?.[REVISION_LABEL];
}

/** The API server has it. */
export function isCreated({ status }: Pod): boolean {
  return status?.phase !== undefined;
}

export function isRunningAndReady(pod: Pod): boolean {
  return pod.status?.phase === 'Running' && isPodReady(pod);
}

/** What the status should say; an update that has come to its end makes its template the current one. Pure. */
export function statefulSetStatus(
  set: StatefulSet,
  { revisions, collisionCount, pods, replaced, now }: StatefulObservation,
): StatefulSetStatus {
  const { minReadySeconds = 0, updateStrategy } = set.spec!;
  const [current, update] = [revisions.current.metadata.name!, revisions.update.metadata.name!];
  const counts = { replicas: 0, ready: 0, available: 0, current: -replaced, updated: 0 };
  for (const pod of pods) {
    if (!isCreated(pod)) continue;
    counts.replicas++;
    if (isRunningAndReady(pod)) {
      counts.ready++;
      if (isPodAvailable(pod, minReadySeconds, now)) counts.available++;
    }
    if (pod.metadata.deletionTimestamp) continue;
    if (revisionOf(pod) === current) counts.current++;
    if (revisionOf(pod) === update) counts.updated++;
  }
  const wanted = replicasOf(set);
  const isComplete =
    updateStrategy?.type === 'RollingUpdate' &&
    [counts.updated, counts.ready, counts.replicas].every((number) => number === wanted);
  return {
    ...(set.status?.conditions ? { conditions: set.status.conditions } : {}),
    observedGeneration: set.metadata.generation,
    replicas: counts.replicas,
    readyReplicas: counts.ready || undefined,
    currentReplicas: (isComplete ? counts.updated : counts.current) || undefined,
    updatedReplicas: counts.updated || undefined,
    currentRevision: isComplete ? update : current,
    updateRevision: update,
    collisionCount,
    availableReplicas: counts.available,
  };
}
