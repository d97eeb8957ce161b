import type { Pod, Service, ServicePort } from '../../../kube/generated/core-v1';
import type { Endpoint } from '../../../kube/generated/discovery-v1';
import { isPodReady, isPodTerminal } from '../../../kube/pod-status';

export type AddressType = 'IPv4' | 'IPv6';

const isIPv6 = (ip: string) => ip.includes(':');

/** Whether a pod is among a Service's endpoints at all: it has an address and has not finished. */
export function hasEndpoint(pod: Pod, { terminating }: { readonly terminating: boolean }): boolean {
  if (isPodTerminal(pod)) return false;
  if (!pod.status?.podIP && !pod.status?.podIPs?.length) return false;
  return terminating || pod.metadata.deletionTimestamp === undefined;
}

export function addressesOf({ status }: Pod, type: AddressType): readonly string[] {
  return (status?.podIPs ?? []).map(({ ip }) => ip).filter((ip) => isIPv6(ip) === (type === 'IPv6'));
}

/** The families in which a Service has endpoints, in the order of its preference. */
export function addressTypesOf({ spec }: Service): readonly AddressType[] {
  if (spec?.ipFamilies?.length) return spec.ipFamilies.map((family) => family as AddressType);
  if (spec?.clusterIP && spec.clusterIP !== 'None') return [isIPv6(spec.clusterIP) ? 'IPv6' : 'IPv4'];
  return ['IPv4', 'IPv6'];
}

/** DNS knows a pod by its own name in the headless Service that is its subdomain. */
export function hasHostname(pod: Pod, service: Service): boolean {
  return Boolean(pod.spec?.hostname) && pod.spec?.subdomain === service.metadata.name;
}

/** The number of the port that a Service's port leads to; undefined if the pod has no port of that name. */
export function targetPortOf(
  pod: Pod | undefined,
  { targetPort, protocol, port }: ServicePort,
): number | undefined {
  if (typeof targetPort !== 'string') return targetPort ?? port;
  const { spec } = pod ?? {};
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const container of [...(spec?.containers ?? []), ...sidecars])
    for (const candidate of container.ports ?? [])
      if (candidate.name === targetPort && (candidate.protocol ?? 'TCP') === (protocol ?? 'TCP'))
        return candidate.containerPort;
  return undefined;
}

/** @param zone of the pod's node, if it is known */
export function endpointOf(
  pod: Pod,
  service: Service,
  type: AddressType,
  zone: string | undefined,
): Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const { namespace, name, uid } = pod.metadata;
  return {
    addresses: addressesOf(pod, type),
    conditions: {
      ready: Boolean(service.spec?.publishNotReadyAddresses) || (serving && !terminating),
      serving,
      terminating,
    },
    ...(hasHostname(pod, service) ? { hostname: pod.spec!.hostname } : {}),
    ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(zone ? { zone } : {}),
  };
}
