import type { Job } from '../../../kube/generated/batch-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { podReadyTime } from '../../../kube/pod-status';
import { compareProgress, creationTime, mostRestarts } from '../../component/pod-progress';
import { validIndex } from './completion-index';
import { isIndexed } from './job-facts';

/**
 * Which of a Job's active pods go: of indexed Jobs those without a proper index, and all but one of each index; then
 * those that have come least far, until there are `least` of them. Pure.
 */
export function podsToRemove(job: Job, active: readonly Pod[], least: number): readonly Pod[] {
  const { surplus, kept } = isIndexed(job) ? byIndex(job, active) : { surplus: [], kept: active };
  if (surplus.length >= least) return surplus;
  return [...surplus, ...[...kept].sort(compare).slice(0, least - surplus.length)];
}

function byIndex(job: Job, active: readonly Pod[]) {
  const groups = new Map<number, Pod[]>();
  const surplus: Pod[] = [];
  for (const pod of active) {
    const index = validIndex(pod, job);
    if (index === undefined) surplus.push(pod);
    else if (groups.has(index)) groups.get(index)!.push(pod);
    else groups.set(index, [pod]);
  }
  const kept: Pod[] = [];
  for (const pods of groups.values()) {
    const sorted = pods.sort(compare);
    surplus.push(...sorted.slice(0, -1));
    kept.push(sorted.at(-1)!);
  }
  return { surplus, kept };
}

/** What has come least far first, then the youngest (Kubernetes' ActivePods). */
function compare(a: Pod, b: Pod): number {
  return (
    compareProgress(a, b) ||
    (podReadyTime(b) ?? 0) - (podReadyTime(a) ?? 0) ||
    mostRestarts(b) - mostRestarts(a) ||
    creationTime(b) - creationTime(a)
  );
}
