import type { LoadBalancerStatus, Service, ServicePort } from '../../../kube/generated/core-v1';
import { age, labelsCell, NONE, nameOf, UNKNOWN } from './cells';
import type { Cell } from './table';

export function serviceCells(service: Service, now: number): readonly Cell[] {
  const { spec } = service;
  return [
    nameOf(service),
    spec?.type ?? '',
    spec?.clusterIPs?.[0] ?? NONE,
    externalAddress(service),
    spec?.ports?.map(portText).join(',') || NONE,
    age(service, now),
    labelsCell(spec?.selector),
  ];
}

function externalAddress({ spec, status }: Service): string {
  const given = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return given.join(',') || NONE;
    case 'LoadBalancer':
      return [...balancerAddresses(status?.loadBalancer), ...given].join(',') || '<pending>';
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return UNKNOWN;
  }
}

/** Of a Service's or an Ingress' load balancer, sorted. */
export function balancerAddresses({ ingress = [] }: LoadBalancerStatus = {}): readonly string[] {
  return [...new Set(ingress.map(({ ip, hostname }) => ip || hostname || '').filter(Boolean))].sort();
}

function portText({ port, nodePort, protocol }: ServicePort): string {
  return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}
