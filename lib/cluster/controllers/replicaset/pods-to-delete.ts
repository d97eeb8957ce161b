import type { Pod } from '../../../kube/generated/core-v1';
import { isPodReady, podReadyTime } from '../../../kube/pod-status';
import { compareProgress, creationTime, mostRestarts } from '../../component/pod-progress';

const COST_ANNOTATION = 'controller.kubernetes.io/pod-deletion-cost';

/**
 * Which of a ReplicaSet's pods go first when it shrinks: unassigned, then not running, then not ready, then cheap ones,
 * then those that share their node with most of their siblings, then the youngest (Kubernetes' ActivePodsWithRanks).
 * @param related pods of all ReplicaSets with the same owner, for counting siblings per node
 * @param now milliseconds since the Unix epoch
 */
export function podsToDelete(
  pods: readonly Pod[],
  related: readonly Pod[],
  count: number,
  now: number,
): readonly Pod[] {
  if (count >= pods.length) return pods;
  const siblings = new Map<string, number>();
  for (const pod of related) {
    const node = pod.spec?.nodeName;
    if (node && isPodReady(pod)) siblings.set(node, (siblings.get(node) ?? 0) + 1);
  }
  const rank = (pod: Pod) => siblings.get(pod.spec?.nodeName ?? '') ?? 0;
  return [...pods].sort((a, b) => compare(a, b, rank, now)).slice(0, count);
}

function compare(a: Pod, b: Pod, rank: (pod: Pod) => number, now: number): number {
  return (
    compareProgress(a, b) ||
    deletionCost(a) - deletionCost(b) ||
    rank(b) - rank(a) ||
    byAge(podReadyTime(a), podReadyTime(b), a, b, now) ||
    mostRestarts(b) - mostRestarts(a) ||
    byAge(creationTime(a), creationTime(b), a, b, now) ||
    byUid(a, b)
  );
}

/** Kubernetes leaves it to chance which of equal pods goes; here it must not depend on their order. */
function byUid(a: Pod, b: Pod): number {
  return a.metadata.uid! < b.metadata.uid! ? -1 : 1;
}

function deletionCost(pod: Pod): number {
  const cost = Number(pod.metadata.annotations?.[COST_ANNOTATION] ?? 0);
  return Number.isInteger(cost) ? cost : 0;
}

/** The younger first; ages of the same power of two of nanoseconds count as equal, and then the UID decides. */
function byAge(since: number | undefined, other: number | undefined, a: Pod, b: Pod, now: number): number {
  if (since === undefined || other === undefined || since === other) return 0;
  const difference = magnitude(now - since) - magnitude(now - other);
  return difference || byUid(a, b);
}

function magnitude(age: number): number {
  return age <= 0 ? -1 : Math.floor(Math.log2(age * 1e6));
}
