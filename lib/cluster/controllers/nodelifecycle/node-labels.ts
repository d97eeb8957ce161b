import type { Node } from '../../../kube/generated/core-v1';

/** Labels of old that follow those of today. */
const FOLLOWERS: { readonly [label: string]: string } = {
  'kubernetes.io/os': 'beta.kubernetes.io/os',
  'kubernetes.io/arch': 'beta.kubernetes.io/arch',
};

/** The labels that have to change, or undefined if none has to. */
export function outdatedLabels({ metadata }: Node): { readonly [label: string]: string } | undefined {
  const labels = metadata.labels ?? {};
  const outdated = Object.entries(FOLLOWERS).filter(
    ([leader, follower]) => labels[leader] !== undefined && labels[follower] !== labels[leader],
  );
  if (outdated.length === 0) return undefined;
  return Object.fromEntries(outdated.map(([leader, follower]) => [follower, labels[leader]!]));
}

/** Region and zone together: zones of different regions may have the same name. Empty when a node has neither. */
export function zoneOf({ metadata }: Node): string {
  const labels = metadata.labels ?? {};
  const zone =
    labels['failure-domain.beta.kubernetes.io/zone'] ?? labels['topology.kubernetes.io/zone'] ?? '';
  const region =
    labels['failure-domain.beta.kubernetes.io/region'] ?? labels['topology.kubernetes.io/region'] ?? '';
  return zone || region ? `${region}:\0:${zone}` : '';
}
