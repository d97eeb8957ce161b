import type { TopologySpreadConstraint } from '../../kube/generated/core-v1';
import type { Labels } from '../authoring/labels';

/**
 * Spreads pods over zones and nodes as well as it goes: no pod stays pending for it.
 *
 * @param revisionLabel The label that tells the revisions of a workload apart, so that a rollout spreads its new pods
 * among themselves.
 */
export function topologySpread(selector: Labels, revisionLabel: string): readonly TopologySpreadConstraint[] {
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selector },
    matchLabelKeys: [revisionLabel],
  }));
}
