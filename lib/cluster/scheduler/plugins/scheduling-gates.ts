import { on } from '../framework/cluster-event';
import type { Plugin } from '../framework/plugin';
import { unresolvable } from '../framework/rejection';

/** A pod with scheduling gates is not tried at all. */
export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  interests: [
    on(
      'Pod',
      ['UpdatePodSchedulingGatesEliminated'],
      (pod, _before, after) => after!.metadata.uid === pod.uid,
    ),
  ],

  preEnqueue({ pod }) {
    const gates = pod.spec!.schedulingGates ?? [];
    if (gates.length === 0) return undefined;
    const names = gates.map(({ name }) => name).join(' ');
    return unresolvable('SchedulingGates', `waiting for scheduling gates: [${names}]`);
  },
};
