import { isPodTerminal } from '../../kube/pod-status';
import type { NodePod } from './node-pod';
import { podPhase } from './pod-phase';
import { type PodOutcome, reportOf } from './pod-status-builder';

const DEADLINE = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

/** The end of a pod that has been active for too long; undefined before. `startTime` in milliseconds. */
export function deadlineOutcome(owner: NodePod, startTime: number): PodOutcome | undefined {
  const { pod, node } = owner;
  const { activeDeadlineSeconds } = pod.spec!;
  if (activeDeadlineSeconds === undefined) return undefined;
  if (node.clock.now() - startTime < activeDeadlineSeconds * 1000) return undefined;
  owner.event('Normal', DEADLINE.reason, DEADLINE.message);
  return isPodTerminal(pod) ? undefined : { phase: 'Failed', ...DEADLINE };
}

/** The end to which its containers have brought the pod, if they have. */
export function naturalOutcome({ pod, sandbox }: NodePod): PodOutcome | undefined {
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
