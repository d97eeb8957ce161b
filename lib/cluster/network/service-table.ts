import type { Service, ServicePort } from '../../kube/generated/core-v1';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../kube/generated/discovery-v1';
import { keyOf } from '../../kube/object';

/** Where one port of a Service leads. */
export interface ServiceTarget {
  readonly ip: string;
  readonly port: number;
  readonly node: string | undefined;
  /** `namespace/name` of the pod, where the endpoint names one. */
  readonly pod: string | undefined;
}

/** One port of one Service, with the endpoints that get its traffic. */
export interface ServiceRule {
  /** `namespace/name`. */
  readonly service: string;
  readonly port: ServicePort;
  readonly targets: readonly ServiceTarget[];
  /** How many endpoints there are in all, ready or not. */
  readonly known: number;
}

/** All rules of one Service at one moment, as kube-proxy or an ingress controller last saw them. */
export interface ServiceRules {
  readonly service: Service;
  readonly rules: readonly ServiceRule[];
}

/** Builds the rules of a Service from its EndpointSlices. Pure. */
export function serviceRules(service: Service, slices: readonly EndpointSlice[]): ServiceRules {
  const rules = (service.spec?.ports ?? []).map((port): ServiceRule => {
    const all = slices.flatMap((slice) => endpointsOfPort(slice, port));
    return { service: keyOf(service), port, targets: usable(all).flatMap(targetsOf), known: all.length };
  });
  return { service, rules };
}

interface PortEndpoint {
  readonly endpoint: Endpoint;
  readonly port: EndpointPort;
  readonly namespace: string;
}

function endpointsOfPort(slice: EndpointSlice, port: ServicePort): PortEndpoint[] {
  const match = slice.ports?.find(
    (one) => (one.name ?? '') === (port.name ?? '') && one.protocol === port.protocol,
  );
  if (!match) return [];
  return (slice.endpoints ?? []).map((endpoint) => ({
    endpoint,
    port: match,
    namespace: slice.metadata.namespace!,
  }));
}

/**
 * Ready endpoints; when there is none, those that still serve while they terminate (KEP-1669): better an answer from a
 * pod that is going than none.
 */
function usable(all: readonly PortEndpoint[]): readonly PortEndpoint[] {
  const ready = all.filter(({ endpoint }) => endpoint.conditions?.ready ?? true);
  if (ready.length > 0) return ready;
  return all.filter(({ endpoint }) => endpoint.conditions?.serving && endpoint.conditions.terminating);
}

function targetsOf({ endpoint, port, namespace }: PortEndpoint): ServiceTarget[] {
  const { targetRef, nodeName } = endpoint;
  const pod = targetRef?.kind === 'Pod' ? `${targetRef.namespace ?? namespace}/${targetRef.name}` : undefined;
  return endpoint.addresses.map((ip) => ({ ip, port: port.port!, node: nodeName, pod }));
}
