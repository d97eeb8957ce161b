import type { QueuedPod } from './queued-pod';

const FIRST = 1000;
const LONGEST = 10_000;
/** Pods leave the backoff in batches, at whole seconds. */
export const WINDOW = 1000;

export function windowOf(time: number): number {
  return time - (time % WINDOW);
}

/** Until when a pod must wait, in milliseconds since the Unix epoch: a second after the first failure, doubling to ten. */
export function backoffUntil(pod: QueuedPod): number {
  const failures = pod.errors > 0 ? pod.errors : pod.rejections;
  if (failures === 0) return 0;
  pod.backoffUntil ??= windowOf(pod.since + Math.min(LONGEST, FIRST * 2 ** (failures - 1)));
  return pod.backoffUntil;
}

export function isBackingOff(pod: QueuedPod, now: number): boolean {
  return backoffUntil(pod) >= windowOf(now);
}
