import type { Pod, PodSpec } from '../../../kube/generated/core-v1';

/** The pod with that spec; the same pod if it has it already. */
export function withSpec(pod: Pod, spec: PodSpec): Pod {
  return pod.spec === spec ? pod : { ...pod, spec };
}
