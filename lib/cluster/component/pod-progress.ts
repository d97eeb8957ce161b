import type { Pod } from '../../kube/generated/core-v1';
import { isPodReady } from '../../kube/pod-status';

const PHASE_ORDER: { readonly [phase: string]: number } = { Pending: 0, Unknown: 1, Running: 2 };

/** Sorts what has come least far to the front: unassigned, then not running, then not ready. */
export function compareProgress(a: Pod, b: Pod): number {
  return (
    Number(Boolean(a.spec?.nodeName)) - Number(Boolean(b.spec?.nodeName)) ||
    phaseOrder(a) - phaseOrder(b) ||
    Number(isPodReady(a)) - Number(isPodReady(b))
  );
}

function phaseOrder(pod: Pod): number {
  return PHASE_ORDER[pod.status?.phase ?? 'Pending'] ?? 0;
}

/** Of the container that restarted most often. */
export function mostRestarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

/** Milliseconds since the Unix epoch. */
export function creationTime({ metadata }: Pod): number {
  return Date.parse(metadata.creationTimestamp!);
}
