import type { NodePod } from './node-pod';
import { podPhase } from './pod-phase';
import { type PodOutcome, reportOf } from './pod-status-builder';

const DEADLINE = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

/** How the pod ends, if that is decided: by its containers, or by its deadline. `startTime` in milliseconds. */
export function decidedOutcome(owner: NodePod, startTime: number): PodOutcome | undefined {
  const { pod, sandbox, node } = owner;
  const { activeDeadlineSeconds } = pod.spec!;
  if (activeDeadlineSeconds !== undefined && node.clock.now() - startTime >= activeDeadlineSeconds * 1000) {
    owner.event('Normal', DEADLINE.reason, DEADLINE.message);
    return { phase: 'Failed', ...DEADLINE };
  }
  if (!sandbox.hasEnded) return undefined;
  const phase = podPhase({
    spec: pod.spec!,
    init: sandbox.init.map((container) => reportOf(container, pod)),
    regular: sandbox.regular.map((container) => reportOf(container, pod)),
    isTerminal: false,
    hasInitialized: sandbox.hasInitialized,
  });
  return phase === 'Succeeded' || phase === 'Failed' ? { phase } : undefined;
}
