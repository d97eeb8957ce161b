import type { Relations } from '../kube/relations/relations';
import type { Workload } from '../kube/workloads';
import { plural } from './wording';

/** How many pods a workload may have. */
export interface PodCount {
  readonly least: number;
  readonly most: number;
}

/** By its replicas, or by the autoscaler that sets them. Undefined where nodes or schedules decide. */
export function podCount(workload: Workload, relations: Relations): PodCount | undefined {
  if (workload.replicas === undefined) return undefined;
  const [autoscaler] = relations.autoscalersOf(workload);
  if (!autoscaler || workload.replicas === 0) return { least: workload.replicas, most: workload.replicas };
  const { minReplicas = 1, maxReplicas } = autoscaler.spec;
  return { least: minReplicas, most: Math.max(minReplicas, maxReplicas) };
}

/** `3 pods`, `2 to 6 pods`, `pods`. */
export function describePods(workload: Workload, relations: Relations): string {
  const count = podCount(workload, relations);
  if (!count) return workload.kind === 'DaemonSet' ? 'pod on every node' : 'pods';
  return count.least === count.most ? plural(count.least, 'pod') : `${count.least} to ${count.most} pods`;
}
