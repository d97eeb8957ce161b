import type { TopologySpreadConstraint } from '../../kube/generated/core-v1';
import type { Labels } from '../authoring/labels';

/** How firmly pods are spread over zones and nodes. */
export type Spread = 'preferred' | 'required' | 'none';

export const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/**
 * Spreads pods over zones and nodes. Over zones only as well as it goes: a cluster may have one, and a zone may be down.
 *
 * @param revisionLabel The label that tells the revisions of a workload apart, so that a rollout spreads its new pods
 * among themselves.
 */
export function topologySpread(
  selector: Labels,
  revisionLabel: string,
  spread: Spread,
): readonly TopologySpreadConstraint[] {
  if (spread === 'none') return [];
  return [ZONE, HOSTNAME].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: spread === 'required' && topologyKey === HOSTNAME ? 'DoNotSchedule' : 'ScheduleAnyway',
    labelSelector: { matchLabels: selector },
    matchLabelKeys: [revisionLabel],
  }));
}
