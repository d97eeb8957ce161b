import type { Endpoints } from '../../../kube/generated/core-v1';
import type { EndpointSlice } from '../../../kube/generated/discovery-v1';
import type {
  Ingress,
  IngressClass,
  IngressRule,
  IPAddress,
  NetworkPolicy,
  ServiceCIDR,
} from '../../../kube/generated/networking-v1';
import { qualified } from '../../../kube/status';
import { age, firstThree, NONE, nameOf, selectorCell, UNSET } from './cells';
import { balancerAddresses } from './service';
import type { Cell } from './table';

export function ingressCells(ingress: Ingress, now: number): readonly Cell[] {
  const { spec, status } = ingress;
  return [
    nameOf(ingress),
    spec?.ingressClassName ?? NONE,
    hosts(spec?.rules ?? []),
    balancerAddresses(status?.loadBalancer).join(','),
    spec?.tls?.length ? '80, 443' : '80',
    age(ingress, now),
  ];
}

/** Rules without a host are not listed. Once three are, each further rule counts, with a host or without. */
function hosts(rules: readonly IngressRule[]): string {
  const named = rules.flatMap(({ host }, index) => (host ? [{ host, index }] : []));
  if (named.length === 0) return '*';
  const listed = named
    .slice(0, 3)
    .map(({ host }) => host)
    .join(',');
  const isMore = named.length >= 3 && rules.length > named[2]!.index + 1;
  return isMore ? `${listed} + ${rules.length - 3} more...` : listed;
}

const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

export function ingressClassCells(object: IngressClass, now: number): readonly Cell[] {
  const isDefault = object.metadata.annotations?.[DEFAULT_CLASS] === 'true';
  const { controller, parameters } = object.spec ?? {};
  const kind = parameters && qualified({ group: parameters.apiGroup ?? '', resource: parameters.kind });
  return [
    isDefault ? `${nameOf(object)} (default)` : nameOf(object),
    controller ?? '',
    parameters ? `${kind}/${parameters.name}` : NONE,
    age(object, now),
  ];
}

export function endpointsCells(endpoints: Endpoints, now: number): readonly Cell[] {
  return [nameOf(endpoints), addresses(endpoints), age(endpoints, now)];
}

function addresses({ subsets }: Endpoints): string {
  if (!subsets?.length) return NONE;
  const all = subsets.flatMap(({ addresses: ready = [], ports = [] }) =>
    ports.length === 0
      ? ready.map(({ ip }) => ip)
      : ports.flatMap(({ port }) =>
          ready.map(({ ip }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)),
        ),
  );
  return firstThree(all);
}

export function endpointSliceCells(slice: EndpointSlice, now: number): readonly Cell[] {
  const ports = (slice.ports ?? []).map(({ port, name }) => String(port ?? name ?? '*'));
  const all = (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses);
  return [
    nameOf(slice),
    slice.addressType,
    firstThree(ports) || UNSET,
    firstThree(all) || UNSET,
    age(slice, now),
  ];
}

export function networkPolicyCells(policy: NetworkPolicy, now: number): readonly Cell[] {
  return [nameOf(policy), selectorCell(policy.spec?.podSelector ?? {}), age(policy, now)];
}

export function serviceCidrCells(object: ServiceCIDR, now: number): readonly Cell[] {
  return [nameOf(object), (object.spec?.cidrs ?? []).join(','), age(object, now)];
}

/** The row has one cell more than the table has columns: so it is in Kubernetes. */
export function ipAddressCells(address: IPAddress, now: number): readonly Cell[] {
  const parent = address.spec?.parentRef;
  const owner = parent && [
    qualified({ group: parent.group ?? '', resource: parent.resource }).toLowerCase(),
    ...(parent.namespace ? [parent.namespace] : []),
    parent.name,
  ];
  return [nameOf(address), owner ? owner.join('/') : NONE, age(address, now)];
}
