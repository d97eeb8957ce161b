import { on } from '../framework/cluster-event';
import { type Plugin, SKIP } from '../framework/plugin';
import { unresolvable } from '../framework/rejection';

/** Devices are not simulated: a pod that claims some is told so instead of being placed without them. */
export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  interests: [on('Node', ['Add', 'UpdateNodeLabel', 'UpdateNodeAllocatable'])],

  preFilter({ pod }) {
    if (!pod.spec!.resourceClaims?.length) return SKIP;
    return unresolvable('DynamicResources', 'resource claims are not allocated in a simulated cluster');
  },
};
