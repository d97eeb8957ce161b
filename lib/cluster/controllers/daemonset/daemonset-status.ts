import type { DaemonSet, DaemonSetStatus } from '../../../kube/generated/apps-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { isPodAvailable, isPodReady } from '../../../kube/pod-status';
import { nonZero } from '../../component/status-fields';
import { byAge } from './daemon-placement';
import { isUpdated } from './daemon-template';

export interface DaemonObservation {
  /** All nodes, and whether a pod is to be there. */
  readonly nodes: Iterable<readonly [string, { readonly shouldRun: boolean }]>;
  readonly podsByNode: ReadonlyMap<string, readonly Pod[]>;
  /** Of the current template. */
  readonly hash: string;
  /** Whether the current version of the DaemonSet has been acted upon. */
  readonly isCurrent: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** What the status should say; the oldest pod of each node counts. Pure. */
export function daemonSetStatus(
  daemonSet: DaemonSet,
  { nodes, podsByNode, hash, isCurrent, now }: DaemonObservation,
): DaemonSetStatus {
  const { minReadySeconds = 0 } = daemonSet.spec!;
  const counts = { desired: 0, scheduled: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 };
  for (const [node, { shouldRun }] of nodes) {
    const pods = podsByNode.get(node);
    if (shouldRun) counts.desired++;
    if (!pods) continue;
    if (!shouldRun) {
      counts.misscheduled++;
      continue;
    }
    counts.scheduled++;
    const pod = pods.length === 1 ? pods[0]! : [...pods].sort(byAge)[0]!;
    if (isPodReady(pod)) counts.ready++;
    if (isPodAvailable(pod, minReadySeconds, now)) counts.available++;
    if (isUpdated(pod, daemonSet, hash)) counts.updated++;
  }
  return {
    ...daemonSet.status,
    desiredNumberScheduled: counts.desired,
    currentNumberScheduled: counts.scheduled,
    numberMisscheduled: counts.misscheduled,
    numberReady: counts.ready,
    ...nonZero({
      updatedNumberScheduled: counts.updated,
      numberAvailable: counts.available,
      numberUnavailable: counts.desired - counts.available,
    }),
    ...(isCurrent ? { observedGeneration: daemonSet.metadata.generation } : {}),
  };
}
