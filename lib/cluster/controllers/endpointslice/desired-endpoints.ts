import type { Lister } from '../../../client/informer';
import { memoize } from '../../../kube/frozen';
import type { Node, Pod, Service } from '../../../kube/generated/core-v1';
import type { Endpoint, EndpointPort } from '../../../kube/generated/discovery-v1';
import { type AddressType, endpointOf, hasEndpoint, targetPortOf } from './pod-endpoint';
import { endpointKey, portsKey } from './slice-object';
import type { EndpointGroup } from './slice-packing';

const ZONE = 'topology.kubernetes.io/zone';

export interface DesiredEndpoints {
  /** By {@link portsKey}. */
  readonly groups: ReadonlyMap<string, EndpointGroup>;
  /** Pods that are left out because their node is not known, in the words of the error that follows. */
  readonly problems: readonly string[];
}

/** The endpoints that a Service should have in one address family, grouped by their ports. Pure. */
export function desiredEndpoints(
  service: Service,
  pods: readonly Pod[],
  addressType: AddressType,
  nodes: Lister<Node>,
): DesiredEndpoints {
  const groups = new Map<string, EndpointGroup & { endpoints: Map<string, Endpoint> }>();
  const problems: string[] = [];
  const { namespace, name } = service.metadata;
  for (const pod of pods) {
    if (!hasEndpoint(pod, { terminating: true })) continue;
    const ports = portsOf(service, pod);
    let group = groups.get(ports.key);
    if (!group) {
      group = { addressType, ports: ports.ports, endpoints: new Map() };
      groups.set(ports.key, group);
    }
    const nodeName = pod.spec?.nodeName ?? '';
    const node = nodes.byKey(nodeName);
    if (!node && !service.spec?.publishNotReadyAddresses) {
      problems.push(
        `skipping Pod ${pod.metadata.name} for Service ${namespace}/${name}: Node ${nodeName} Not Found`,
      );
      continue;
    }
    const endpoint = endpointOf(pod, service, addressType, node?.metadata.labels?.[ZONE]);
    if (endpoint.addresses.length > 0) group.endpoints.set(endpointKey(endpoint), endpoint);
  }
  return { groups, problems };
}

interface Ports {
  readonly key: string;
  readonly ports: readonly EndpointPort[];
}

/** All pods of a template share their containers, and most ports are numbers: the answer is nearly always the same. */
function portsOf(service: Service, pod: Pod): Ports {
  const hasNames = service.spec!.ports?.some(({ targetPort }) => typeof targetPort === 'string');
  return hasNames ? computePorts(service, pod) : numberedPorts(service);
}

const numberedPorts = memoize((service: Service) => computePorts(service, undefined));

function computePorts({ spec }: Service, pod: Pod | undefined): Ports {
  const ports = (spec!.ports ?? []).flatMap((servicePort): EndpointPort[] => {
    const port = targetPortOf(pod, servicePort);
    if (port === undefined) return [];
    const { name = '', protocol, appProtocol } = servicePort;
    return [{ name, port, protocol, ...(appProtocol ? { appProtocol } : {}) }];
  });
  return { key: portsKey(ports), ports };
}
