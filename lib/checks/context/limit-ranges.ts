import { defaultPod } from '../../kube/defaults/pod/pod';
import type { LimitRange, PodSpec } from '../../kube/generated/core-v1';
import { specWithDefaults } from '../../kube/limit-range/defaults';
import { podSpecOf, type Workload } from '../../kube/workloads';
import type { CheckContext } from './check-context';

export function limitRangesIn(context: CheckContext, namespace: string): readonly LimitRange[] {
  return [...context.named<LimitRange>('LimitRange', namespace).values()];
}

const ADMITTED = new WeakMap<Workload, PodSpec>();

/**
 * The pods of a workload as they are stored: with the requests that their limits stand for, and those and the limits
 * that the namespace's LimitRanges give them.
 */
export function admittedSpec(context: CheckContext, workload: Workload): PodSpec {
  let spec = ADMITTED.get(workload);
  if (!spec) {
    spec = limitRangesIn(context, workload.namespace).reduce(
      (filled, range) => specWithDefaults(filled, range).spec,
      defaultPod({ metadata: {}, spec: podSpecOf(workload) }).spec!,
    );
    ADMITTED.set(workload, spec);
  }
  return spec;
}
