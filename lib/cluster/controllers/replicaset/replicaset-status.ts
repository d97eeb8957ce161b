import type { Pod } from '../../../kube/generated/core-v1';
import { podReadyTime } from '../../../kube/pod-status';
import { timestamp } from '../../clock/clock';
import { nonZero } from '../../component/status-fields';
import type { Replicated, ReplicatedCondition, ReplicatedStatus } from './replica-kinds';

export interface ReplicaObservation {
  /** How many pods are active. */
  readonly replicas: number;
  /** How many of them have the labels of the template. */
  readonly fullyLabeled: number;
  readonly ready: number;
  /** How many have been ready for as long as they have to be. */
  readonly available: number;
  /** Undefined for kinds whose status does not tell. */
  readonly terminating: number | undefined;
  /** Why pods could not be created or deleted. */
  readonly failure: Error | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** What the status should say of these pods. Pure. */
export function replicaStatus(
  object: Replicated,
  { replicas, fullyLabeled, ready, available, terminating, failure, now }: ReplicaObservation,
): ReplicatedStatus {
  const conditions = withFailure(object, replicas, failure, now);
  const { conditions: _old, ...rest } = object.status ?? { replicas: 0 };
  return {
    ...rest,
    ...(conditions.length ? { conditions } : {}),
    replicas,
    ...nonZero({ fullyLabeledReplicas: fullyLabeled, readyReplicas: ready, availableReplicas: available }),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
    observedGeneration: object.metadata.generation,
  };
}

/** Milliseconds until the next of these pods becomes available by having been ready long enough; undefined if none will. */
export function nextAvailability(
  pods: readonly Pod[],
  minReadySeconds: number,
  now: number,
): number | undefined {
  let next: number | undefined;
  for (const pod of pods) {
    const ready = podReadyTime(pod);
    if (ready === undefined || pod.metadata.deletionTimestamp) continue;
    const after = ready + minReadySeconds * 1000 - now;
    if (after > 0 && (next === undefined || after < next)) next = after;
  }
  return next;
}

const FAILURE = 'ReplicaFailure';

function withFailure(
  { spec, status }: Replicated,
  active: number,
  failure: Error | undefined,
  now: number,
): readonly ReplicatedCondition[] {
  const conditions = status?.conditions ?? [];
  const known = conditions.some(({ type }) => type === FAILURE);
  if (!failure) return known ? conditions.filter(({ type }) => type !== FAILURE) : conditions;
  if (known) return conditions;
  const condition = {
    type: FAILURE,
    status: 'True',
    reason: active < (spec!.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete',
    message: failure.message,
    lastTransitionTime: timestamp(now),
  };
  return [...conditions, condition];
}
