import type { Pod, Toleration } from '../../../kube/generated/core-v1';
import { NOT_READY_TAINT, UNREACHABLE_TAINT } from '../../../kube/taints';
import type { AdmissionPlugin } from './chain';

/** Seconds that pods stay on a node which is not ready, or cannot be reached, unless they say otherwise. */
const SECONDS = 300;

/** Gives every pod a limited toleration of nodes that are not ready or unreachable, so that it is evicted in the end. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',

  mutate({ operation, resource, subresource, object }) {
    const isPod = resource.group === '' && resource.resource === 'pods' && subresource === '';
    if (!isPod || (operation !== 'CREATE' && operation !== 'UPDATE')) return object;
    const pod = object as Pod;
    const tolerations = pod.spec?.tolerations ?? [];
    const missing = [NOT_READY_TAINT, UNREACHABLE_TAINT].filter((key) => !isMentioned(key, tolerations));
    if (missing.length === 0) return object;
    const spec = { ...pod.spec!, tolerations: [...tolerations, ...missing.map(toleration)] };
    return { ...pod, spec } as Pod;
  },
};

/** Whatever the operator: the author has thought of it. */
function isMentioned(taint: string, tolerations: readonly Toleration[]): boolean {
  return tolerations.some(
    ({ key, effect }) => (!key || key === taint) && (!effect || effect === 'NoExecute'),
  );
}

function toleration(key: string): Toleration {
  return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS };
}
