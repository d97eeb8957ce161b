import type { ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from '../../../kube/generated/apps-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { isPodAvailable, isPodReady } from '../../../kube/pod-status';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { timestamp } from '../../clock/clock';

export interface ReplicaSetObservation {
  readonly active: readonly Pod[];
  readonly terminating: readonly Pod[];
  /** Why pods could not be created or deleted. */
  readonly failure: Error | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** What a ReplicaSet's status should say of these pods. Pure. */
export function replicaSetStatus(
  replicaSet: ReplicaSet,
  { active, terminating, failure, now }: ReplicaSetObservation,
): ReplicaSetStatus {
  const { minReadySeconds = 0, template } = replicaSet.spec!;
  const labels = LabelSelector.ofMap(template?.metadata?.labels ?? {});
  const conditions = withFailure(replicaSet, active.length, failure, now);
  const { conditions: _old, ...rest } = replicaSet.status ?? { replicas: 0 };
  return {
    ...rest,
    ...(conditions.length ? { conditions } : {}),
    replicas: active.length,
    ...positive(
      'fullyLabeledReplicas',
      count(active, (pod) => labels.matches(pod.metadata.labels ?? {})),
    ),
    ...positive('readyReplicas', count(active, isPodReady)),
    ...positive(
      'availableReplicas',
      count(active, (pod) => isPodAvailable(pod, minReadySeconds, now)),
    ),
    terminatingReplicas: terminating.length,
    observedGeneration: replicaSet.metadata.generation,
  };
}

const FAILURE = 'ReplicaFailure';

function withFailure(
  { spec, status }: ReplicaSet,
  active: number,
  failure: Error | undefined,
  now: number,
): readonly ReplicaSetCondition[] {
  const conditions = status?.conditions ?? [];
  const known = conditions.some(({ type }) => type === FAILURE);
  if (!failure) return known ? conditions.filter(({ type }) => type !== FAILURE) : conditions;
  if (known) return conditions;
  const reason = active < (spec!.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete';
  const condition = {
    type: FAILURE,
    status: 'True',
    reason,
    message: failure.message,
    lastTransitionTime: timestamp(now),
  };
  return [...conditions, condition];
}

function count<T>(list: readonly T[], matches: (element: T) => boolean): number {
  let matching = 0;
  for (const element of list) if (matches(element)) matching++;
  return matching;
}

/** Zero counts are left out of the API's objects; an absent field also hides the old value. */
function positive<K extends string>(field: K, value: number): { [key in K]?: number } {
  return { [field]: value > 0 ? value : undefined } as { [key in K]?: number };
}
