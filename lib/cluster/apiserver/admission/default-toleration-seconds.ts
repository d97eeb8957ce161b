import { freezeLike } from '../../../kube/defaults/pod/pod-spec';
import { memoize } from '../../../kube/frozen';
import type { Pod, PodSpec, Toleration } from '../../../kube/generated/core-v1';
import { NOT_READY_TAINT, UNREACHABLE_TAINT } from '../../../kube/taints';
import { type AdmissionPlugin, targets } from './plugin';
import { withSpec } from './pod-spec';

/** Seconds that pods stay on a node which is not ready, or cannot be reached, unless they say otherwise. */
const SECONDS = 300;

/** Gives every pod a limited toleration of nodes that are not ready or unreachable, so that it is evicted in the end. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  handles: targets('pods', ['CREATE', 'UPDATE']),
  mutate: (object) => withSpec(object as Pod, withTolerations((object as Pod).spec!)),
};

const withTolerations = memoize((spec: PodSpec): PodSpec => {
  const tolerations = spec.tolerations ?? [];
  const missing = [NOT_READY_TAINT, UNREACHABLE_TAINT].filter((key) => !isMentioned(key, tolerations));
  if (missing.length === 0) return spec;
  return freezeLike(spec, { ...spec, tolerations: [...tolerations, ...missing.map(toleration)] });
});

/** Whatever the operator: the author has thought of it. */
function isMentioned(taint: string, tolerations: readonly Toleration[]): boolean {
  return tolerations.some(
    ({ key, effect }) => (!key || key === taint) && (!effect || effect === 'NoExecute'),
  );
}

function toleration(key: string): Toleration {
  return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS };
}
