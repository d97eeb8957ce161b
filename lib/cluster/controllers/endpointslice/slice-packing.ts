import type { Service } from '../../../kube/generated/core-v1';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../../kube/generated/discovery-v1';
import type { AddressType } from './pod-endpoint';
import {
  endpointKey,
  hasLabelsOf,
  newSlice,
  type SliceDraft,
  saysTheSame,
  sliceLabels,
} from './slice-object';

export interface SliceChanges {
  readonly create: readonly SliceDraft[];
  readonly update: readonly SliceDraft[];
  readonly delete: readonly EndpointSlice[];
}

/** Endpoints with the same ports, by {@link endpointKey}. */
export interface EndpointGroup {
  readonly addressType: AddressType;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

/** The most endpoints in one slice (the default of kube-controller-manager). */
export const MAX_ENDPOINTS = 100;

/**
 * Puts endpoints into slices with as few writes as possible: slices lose what is no longer wanted, the slices that
 * change anyway are filled up, what remains goes into one slice with room for all of it or into new ones. Slices are
 * never repacked for tightness alone. Pure.
 */
export function packEndpoints(
  service: Service,
  group: EndpointGroup,
  existing: readonly EndpointSlice[],
  maxEndpoints = MAX_ENDPOINTS,
): SliceChanges {
  const missing = new Map(group.endpoints);
  const { changed, unchanged, emptied } = withoutUnwanted(service, existing, missing);
  const rest = [...missing.values()];
  fillUp(changed, rest, maxEndpoints);
  const create: SliceDraft[] = [];
  while (rest.length > 0) {
    const fitting =
      rest.length < maxEndpoints ? takeClosestFit(unchanged, rest.length, maxEndpoints) : undefined;
    const slice = fitting ?? newSlice(service, group.addressType, group.ports);
    const room = maxEndpoints - (slice.endpoints?.length ?? 0);
    const filled = { ...slice, endpoints: [...(slice.endpoints ?? []), ...rest.splice(0, room)] };
    if (fitting) changed.push(filled);
    else create.push(filled);
  }
  return { create, update: changed, delete: emptied };
}

/** Removes from `missing` what the slices have already. */
function withoutUnwanted(
  service: Service,
  existing: readonly EndpointSlice[],
  missing: Map<string, Endpoint>,
): { changed: SliceDraft[]; unchanged: EndpointSlice[]; emptied: EndpointSlice[] } {
  const changed: SliceDraft[] = [];
  const unchanged: EndpointSlice[] = [];
  const emptied: EndpointSlice[] = [];
  for (const slice of existing) {
    const before = slice.endpoints ?? [];
    const { kept, differs } = wantedOf(before, missing);
    const isSmaller = kept.length !== before.length;
    if (isSmaller && kept.length === 0) emptied.push(slice);
    else if (isSmaller || differs) changed.push(relabelled(slice, service, kept));
    else if (!hasLabelsOf(slice, service)) changed.push(relabelled(slice, service, before));
    else unchanged.push(slice);
  }
  return { changed, unchanged, emptied };
}

function wantedOf(
  endpoints: readonly Endpoint[],
  missing: Map<string, Endpoint>,
): { kept: Endpoint[]; differs: boolean } {
  const kept: Endpoint[] = [];
  let differs = false;
  for (const endpoint of endpoints) {
    const key = endpointKey(endpoint);
    const wanted = missing.get(key);
    if (!wanted) continue;
    kept.push(wanted);
    differs ||= !saysTheSame(wanted, endpoint);
    missing.delete(key);
  }
  return { kept, differs };
}

function relabelled(slice: EndpointSlice, service: Service, endpoints: readonly Endpoint[]): SliceDraft {
  return { ...slice, metadata: { ...slice.metadata, labels: sliceLabels(service) }, endpoints };
}

/** The fullest first. */
function fillUp(slices: SliceDraft[], rest: Endpoint[], maxEndpoints: number): void {
  if (rest.length === 0) return;
  slices.sort((a, b) => b.endpoints.length - a.endpoints.length);
  for (const [index, slice] of slices.entries()) {
    const added = rest.splice(0, Math.max(0, maxEndpoints - slice.endpoints.length));
    if (added.length > 0) slices[index] = { ...slice, endpoints: [...slice.endpoints, ...added] };
  }
}

/** Takes the slice out of `slices` that would be closest to full with `count` more. */
function takeClosestFit(
  slices: EndpointSlice[],
  count: number,
  maxEndpoints: number,
): EndpointSlice | undefined {
  let [closest, least] = [-1, maxEndpoints];
  for (const [index, { endpoints }] of slices.entries()) {
    const room = maxEndpoints - count - (endpoints?.length ?? 0);
    if (room >= 0 && room < least) [closest, least] = [index, room];
  }
  return closest < 0 ? undefined : slices.splice(closest, 1)[0];
}
