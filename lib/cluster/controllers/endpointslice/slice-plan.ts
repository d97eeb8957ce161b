import { equal } from '../../../kube/frozen';
import type { Service } from '../../../kube/generated/core-v1';
import type { EndpointSlice } from '../../../kube/generated/discovery-v1';
import type { AddressType } from './pod-endpoint';
import { isOwnedBy, newSlice, portsKey, type SliceDraft } from './slice-object';
import { type EndpointGroup, packEndpoints, type SliceChanges } from './slice-packing';
import { withHints } from './traffic-distribution';

/** All changes that bring the slices of one Service and address family to the desired endpoints. Pure. */
export function planSlices(
  service: Service,
  addressType: AddressType,
  groups: ReadonlyMap<string, EndpointGroup>,
  existing: readonly EndpointSlice[],
): SliceChanges {
  const create: SliceDraft[] = [];
  const update: SliceDraft[] = [];
  const remove = existing.filter((slice) => !isOwnedBy(slice, service));
  const byPorts = groupByPorts(existing.filter((slice) => isOwnedBy(slice, service)));
  for (const [key, group] of groups) {
    const changes = packEndpoints(service, group, byPorts.get(key) ?? []);
    create.push(...changes.create);
    update.push(...changes.update);
    remove.push(...changes.delete);
  }
  for (const [key, slices] of byPorts) if (!groups.has(key)) remove.push(...slices);
  const kept = withPlaceholder(service, addressType, existing, create, remove);
  return hinted(service, existing, { create, update, delete: kept });
}

function groupByPorts(slices: readonly EndpointSlice[]): Map<string, EndpointSlice[]> {
  const groups = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const key = portsKey(slice.ports);
    const group = groups.get(key);
    if (group) group.push(slice);
    else groups.set(key, [slice]);
  }
  return groups;
}

/** A Service without endpoints has one empty slice. Adds it to `create`, unless one is about to be removed. */
function withPlaceholder(
  service: Service,
  addressType: AddressType,
  existing: readonly EndpointSlice[],
  create: SliceDraft[],
  remove: readonly EndpointSlice[],
): readonly EndpointSlice[] {
  if (existing.length !== remove.length || create.length > 0) return remove;
  const placeholder = newSlice(service, addressType, []);
  if (remove.length === 1 && isPlaceholder(remove[0]!, placeholder)) return [];
  create.push(placeholder);
  return remove;
}

function isPlaceholder(slice: EndpointSlice, placeholder: EndpointSlice): boolean {
  return (
    !slice.endpoints?.length &&
    !slice.ports?.length &&
    slice.addressType === placeholder.addressType &&
    equal(slice.metadata.labels, placeholder.metadata.labels)
  );
}

function hinted(service: Service, existing: readonly EndpointSlice[], changes: SliceChanges): SliceChanges {
  const changed = new Set([...changes.update, ...changes.delete].map(({ metadata }) => metadata.name));
  const updates = changes.update.map((slice) => withHints(slice, service));
  for (const slice of existing) {
    if (changed.has(slice.metadata.name)) continue;
    const corrected = withHints(slice, service);
    if (corrected !== slice) updates.push({ ...corrected, endpoints: corrected.endpoints ?? [] });
  }
  return {
    create: changes.create.map((slice) => withHints(slice, service)),
    update: updates,
    delete: changes.delete,
  };
}

/** A slice that would be deleted while another is created becomes that other one: one write instead of two. */
export function withReuse(service: Service, changes: SliceChanges): SliceChanges {
  const create = [...changes.create];
  const update = [...changes.update];
  const remove = changes.delete.filter((slice) => {
    const draft = create.at(-1);
    if (!draft || draft.addressType !== slice.addressType || !isOwnedBy(slice, service)) return true;
    create.pop();
    update.push({ ...draft, metadata: { ...draft.metadata, name: slice.metadata.name } });
    return false;
  });
  return { create, update, delete: remove };
}
