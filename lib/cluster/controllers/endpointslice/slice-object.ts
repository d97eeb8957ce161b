import { SERVICE_NAME } from '../../../kube/endpoint-slices';
import { equal } from '../../../kube/frozen';
import type { Service } from '../../../kube/generated/core-v1';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../../kube/generated/discovery-v1';
import { controllerReference, type KubeObject } from '../../../kube/object';
import type { AddressType } from './pod-endpoint';

export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const HEADLESS = 'service.kubernetes.io/headless';
export const LAST_CHANGE_TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

/** The label value of the slices that this controller keeps. */
export const CONTROLLER = 'endpointslice-controller.k8s.io';

const RESERVED: ReadonlySet<string> = new Set([SERVICE_NAME, MANAGED_BY, HEADLESS]);
const LONGEST_PREFIX = 253;

type Labels = { readonly [key: string]: string };

/** A slice as it is worked on: `metadata.name` is there once the API knows it. */
export interface SliceDraft extends EndpointSlice {
  readonly endpoints: readonly Endpoint[];
}

export function newSlice(
  service: Service,
  addressType: AddressType,
  ports: readonly EndpointPort[],
): SliceDraft {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: slicePrefix(service),
      namespace: service.metadata.namespace,
      labels: sliceLabels(service),
      ownerReferences: [controllerReference(service, { apiVersion: 'v1', kind: 'Service' })],
    },
    addressType,
    endpoints: [],
    ports,
  };
}

/** The owner's name and a dash, unless that would be no valid prefix. */
export function slicePrefix({ metadata }: KubeObject): string {
  const prefix = `${metadata.name}-`;
  return prefix.length <= LONGEST_PREFIX ? prefix : metadata.name!;
}

/** The Service's own labels, and those by which a slice is found. */
export function sliceLabels({ metadata, spec }: Service): Labels {
  return {
    ...unreserved(metadata.labels),
    ...(spec?.clusterIP && spec.clusterIP !== 'None' ? {} : { [HEADLESS]: '' }),
    [SERVICE_NAME]: metadata.name!,
    [MANAGED_BY]: CONTROLLER,
  };
}

export function hasLabelsOf(slice: EndpointSlice, service: Service): boolean {
  return equal(unreserved(slice.metadata.labels), unreserved(service.metadata.labels));
}

function unreserved(labels: Labels | undefined): Labels {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !RESERVED.has(key)));
}

export function isOwnedBy({ metadata }: EndpointSlice, service: Service): boolean {
  return (metadata.ownerReferences ?? []).some(
    ({ apiVersion, kind, uid }) => apiVersion === 'v1' && kind === 'Service' && uid === service.metadata.uid,
  );
}

export function isManagedBy({ metadata }: EndpointSlice, controller: string): boolean {
  return metadata.labels?.[MANAGED_BY] === controller;
}

/** @param time when what caused the change happened; without one the annotation goes */
export function withTriggerTime(slice: SliceDraft, time: string | undefined): SliceDraft {
  const { [LAST_CHANGE_TRIGGER_TIME]: _old, ...annotations } = slice.metadata.annotations ?? {};
  const all = time ? { ...annotations, [LAST_CHANGE_TRIGGER_TIME]: time } : annotations;
  return { ...slice, metadata: { ...slice.metadata, annotations: all } };
}

/** Ports in any order have the same key. */
export function portsKey(ports: readonly EndpointPort[] | undefined): string {
  return (ports ?? [])
    .map(
      ({ name, port, protocol, appProtocol }) =>
        `${name ?? ''} ${port ?? ''} ${protocol ?? ''} ${appProtocol ?? ''}`,
    )
    .sort()
    .join(',');
}

/** What makes an endpoint the same one, whatever its state. */
export function endpointKey({ addresses, hostname, targetRef }: Endpoint): string {
  return `${[...addresses].sort().join(',')} ${hostname ?? ''} ${targetRef?.namespace ?? ''}/${targetRef?.name ?? ''}`;
}

/** Whether two endpoints of the same key say the same. Hints do not count, nor does the version of the target. */
export function saysTheSame(a: Endpoint, b: Endpoint): boolean {
  return (
    a === b ||
    (a.nodeName === b.nodeName &&
      a.zone === b.zone &&
      equal(a.conditions, b.conditions) &&
      equal({ ...a.targetRef, resourceVersion: '' }, { ...b.targetRef, resourceVersion: '' }))
  );
}
