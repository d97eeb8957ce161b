import type { Pod } from '../../../kube/generated/core-v1';
import { isPodAvailable, podReadyTime } from '../../../kube/pod-status';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { timestamp } from '../../clock/clock';
import { count, nonZero } from '../../component/status-fields';
import type { Replicated, ReplicatedCondition, ReplicatedStatus } from './replica-kinds';

export interface ReplicaObservation {
  readonly active: readonly Pod[];
  /** How many of them are ready. */
  readonly ready: number;
  /** Undefined for kinds whose status does not tell. */
  readonly terminating: readonly Pod[] | undefined;
  /** Why pods could not be created or deleted. */
  readonly failure: Error | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** What the status should say of these pods. Pure. */
export function replicaStatus(
  object: Replicated,
  { active, ready, terminating, failure, now }: ReplicaObservation,
): ReplicatedStatus {
  const { minReadySeconds = 0, template } = object.spec!;
  const labels = LabelSelector.ofMap(template?.metadata?.labels ?? {});
  const conditions = withFailure(object, active.length, failure, now);
  const { conditions: _old, ...rest } = object.status ?? { replicas: 0 };
  return {
    ...rest,
    ...(conditions.length ? { conditions } : {}),
    replicas: active.length,
    ...nonZero({
      fullyLabeledReplicas: count(active, (pod) => labels.matches(pod.metadata.labels)),
      readyReplicas: ready,
      availableReplicas: minReadySeconds
        ? count(active, (pod) => isPodAvailable(pod, minReadySeconds, now))
        : ready,
    }),
    ...(terminating ? { terminatingReplicas: terminating.length } : {}),
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
