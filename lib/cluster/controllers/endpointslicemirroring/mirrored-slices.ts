import { SERVICE_NAME } from '../../../kube/endpoint-slices';
import { equal } from '../../../kube/frozen';
import type { EndpointAddress, EndpointPort, Endpoints } from '../../../kube/generated/core-v1';
import type { Endpoint, EndpointSlice } from '../../../kube/generated/discovery-v1';
import { controllerReference } from '../../../kube/object';
import { repackSubsets } from '../endpoint/subsets';
import type { AddressType } from '../endpointslice/pod-endpoint';
import {
  endpointKey,
  LAST_CHANGE_TRIGGER_TIME,
  MANAGED_BY,
  portsKey,
  type SliceDraft,
  saysTheSame,
  slicePrefix,
} from '../endpointslice/slice-object';
import type { SliceChanges } from '../endpointslice/slice-packing';

/** The label value of the slices that this controller keeps. */
export const MIRROR = 'endpointslicemirroring-controller.k8s.io';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** The most addresses of a subset that are mirrored (the default of kube-controller-manager). */
export const MAX_MIRRORED = 1000;

export interface MirrorPlan extends SliceChanges {
  /** Addresses beyond {@link MAX_MIRRORED}. */
  readonly skipped: number;
}

interface Group {
  readonly addressType: AddressType;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: Map<string, Endpoint>;
}

/** All changes that make slices of what somebody wrote into an Endpoints object, one per subset and family. Pure. */
export function planMirror(endpoints: Endpoints, existing: readonly EndpointSlice[]): MirrorPlan {
  const { groups, skipped } = groupsOf(endpoints);
  const create: SliceDraft[] = [];
  const update: SliceDraft[] = [];
  const remove: EndpointSlice[] = [];
  const known = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const key = `${slice.addressType} ${portsKey(slice.ports)}`;
    known.set(key, [...(known.get(key) ?? []), slice]);
  }
  for (const [key, group] of groups) {
    const [first, ...others] = known.get(key) ?? [];
    known.delete(key);
    remove.push(...others);
    if (first && isMirror(first, endpoints, group)) continue;
    const draft = mirror(endpoints, group);
    if (!first) create.push(draft);
    else {
      const { generateName: _prefix, ...metadata } = draft.metadata;
      update.push({ ...draft, metadata: { ...metadata, name: first.metadata.name } });
    }
  }
  for (const slices of known.values()) remove.push(...slices);
  return { create, update, delete: remove, skipped };
}

function groupsOf({ subsets = [] }: Endpoints): { groups: ReadonlyMap<string, Group>; skipped: number } {
  const groups = new Map<string, Group>();
  let skipped = 0;
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of repackSubsets(subsets)) {
    const all = [
      ...addresses.map((address) => endpointOf(address, true)),
      ...notReadyAddresses.map((address) => endpointOf(address, false)),
    ];
    skipped += Math.max(0, all.length - MAX_MIRRORED);
    for (const endpoint of all.slice(0, MAX_MIRRORED)) {
      const addressType = endpoint.addresses[0]!.includes(':') ? 'IPv6' : 'IPv4';
      const key = `${addressType} ${portsKey(ports)}`;
      let group = groups.get(key);
      if (!group) {
        group = { addressType, ports, endpoints: new Map() };
        groups.set(key, group);
      }
      group.endpoints.set(endpointKey(endpoint), endpoint);
    }
  }
  return { groups, skipped };
}

function endpointOf({ ip, nodeName, hostname, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(targetRef ? { targetRef } : {}),
    ...(nodeName ? { nodeName } : {}),
    ...(hostname ? { hostname } : {}),
  };
}

function isMirror(slice: EndpointSlice, { metadata }: Endpoints, { endpoints }: Group): boolean {
  const { [MANAGED_BY]: _by, [SERVICE_NAME]: _service, ...labels } = slice.metadata.labels ?? {};
  const present = slice.endpoints ?? [];
  const owner = slice.metadata.ownerReferences?.find(({ kind }) => kind === 'Endpoints');
  return (
    equal(labels, metadata.labels ?? {}) &&
    equal(slice.metadata.annotations ?? {}, mirroredAnnotations(metadata.annotations)) &&
    (!owner || owner.uid === metadata.uid) &&
    present.length === endpoints.size &&
    present.every((endpoint) => {
      const wanted = endpoints.get(endpointKey(endpoint));
      return wanted && saysTheSame(wanted, endpoint);
    })
  );
}

function mirror(object: Endpoints, { addressType, ports, endpoints }: Group): SliceDraft {
  const { metadata } = object;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: slicePrefix(object),
      namespace: metadata.namespace,
      labels: { ...metadata.labels, [SERVICE_NAME]: metadata.name!, [MANAGED_BY]: MIRROR },
      annotations: mirroredAnnotations(metadata.annotations),
      ownerReferences: [controllerReference(object, { apiVersion: 'v1', kind: 'Endpoints' })],
    },
    addressType,
    endpoints: [...endpoints.values()].slice(0, MAX_MIRRORED),
    ports: ports.map(({ name = '', ...port }) => ({ name, ...port })),
  };
}

function mirroredAnnotations(annotations: { readonly [key: string]: string } = {}) {
  const { [LAST_CHANGE_TRIGGER_TIME]: _time, [LAST_APPLIED]: _applied, ...mirrored } = annotations;
  return mirrored;
}
