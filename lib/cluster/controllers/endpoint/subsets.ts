import type { EndpointAddress, EndpointPort, EndpointSubset } from '../../../kube/generated/core-v1';

/** One address that offers one port, or none. */
export interface PortAddress {
  readonly address: EndpointAddress;
  readonly port: EndpointPort | undefined;
  readonly ready: boolean;
}

interface Entry {
  readonly address: EndpointAddress;
  ready: boolean;
}

/** The addresses that offer one port. */
interface PortEntries {
  readonly port: EndpointPort | undefined;
  readonly entries: Map<string, Entry>;
}

/**
 * Addresses with the same ports together, in an order that depends on nothing but their content (the canonical layout of
 * an Endpoints object). An address that is not ready for a port in one place is not ready for it at all.
 */
export function packSubsets(addresses: readonly PortAddress[]): readonly EndpointSubset[] {
  const groups = new Map<string, { entries: readonly Entry[]; ports: EndpointPort[] }>();
  for (const { port, entries } of byPort(addresses).values()) {
    const sorted = [...entries.values()].sort((a, b) => compareAddresses(a.address, b.address));
    const key = JSON.stringify(
      sorted.map(({ address, ready }) => [address.ip, address.targetRef?.uid, ready]),
    );
    const group = groups.get(key) ?? { entries: sorted, ports: [] };
    if (port) group.ports.push(port);
    groups.set(key, group);
  }
  return [...groups.values()].map(subset).sort((a, b) => compareTexts(JSON.stringify(a), JSON.stringify(b)));
}

/** The canonical layout of subsets that somebody else may have written. */
export function repackSubsets(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  return packSubsets(
    subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports }) =>
      (ports?.length ? ports : [undefined]).flatMap((port) => [
        ...addresses.map((address) => ({ address, port, ready: true })),
        ...notReadyAddresses.map((address) => ({ address, port, ready: false })),
      ]),
    ),
  );
}

function byPort(addresses: readonly PortAddress[]): ReadonlyMap<string, PortEntries> {
  const ports = new Map<string, PortEntries>();
  for (const { address, port, ready } of addresses) {
    const portKey = port ? `${port.name} ${port.port} ${port.protocol} ${port.appProtocol ?? ''}` : '';
    let known = ports.get(portKey);
    if (!known) {
      known = { port, entries: new Map() };
      ports.set(portKey, known);
    }
    const key = `${address.ip} ${address.targetRef?.uid ?? ''}`;
    const entry = known.entries.get(key);
    if (entry) entry.ready &&= ready;
    else known.entries.set(key, { address, ready });
  }
  return ports;
}

function subset({ entries, ports }: { entries: readonly Entry[]; ports: EndpointPort[] }): EndpointSubset {
  const ready = entries.filter((entry) => entry.ready).map(({ address }) => address);
  const notReady = entries.filter((entry) => !entry.ready).map(({ address }) => address);
  const sortedPorts = ports.sort((a, b) => compareTexts(JSON.stringify(a), JSON.stringify(b)));
  return {
    ...(ready.length ? { addresses: ready } : {}),
    ...(notReady.length ? { notReadyAddresses: notReady } : {}),
    ...(ports.length ? { ports: sortedPorts } : {}),
  };
}

function compareAddresses(a: EndpointAddress, b: EndpointAddress): number {
  return compareTexts(a.ip, b.ip) || compareTexts(a.targetRef?.uid ?? '', b.targetRef?.uid ?? '');
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The most addresses that an Endpoints object holds. */
const CAPACITY = 1000;

export function countAddresses(subsets: readonly EndpointSubset[]): number {
  return subsets.reduce(
    (total, { addresses, notReadyAddresses }) =>
      total + (addresses?.length ?? 0) + (notReadyAddresses?.length ?? 0),
    0,
  );
}

export function isOverCapacity(subsets: readonly EndpointSubset[]): boolean {
  return countAddresses(subsets) > CAPACITY;
}

/** At most {@link CAPACITY} addresses, ready ones first, taken from each subset in proportion to its size. */
export function truncated(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  if (!isOverCapacity(subsets)) return subsets;
  const ready = subsets.reduce((total, { addresses }) => total + (addresses?.length ?? 0), 0);
  const field = ready > CAPACITY ? 'addresses' : 'notReadyAddresses';
  const room = ready > CAPACITY ? CAPACITY : CAPACITY - ready;
  const total = ready > CAPACITY ? ready : countAddresses(subsets) - ready;
  let left = room;
  return subsets.map((one) => {
    const share = Math.min(Math.ceil(((one[field]?.length ?? 0) / total) * room), left);
    const kept = one[field]?.slice(0, share) ?? [];
    left -= kept.length;
    return nonEmpty(
      field === 'addresses' ? { addresses: kept, ports: one.ports } : { ...one, notReadyAddresses: kept },
    );
  });
}

function nonEmpty(one: EndpointSubset): EndpointSubset {
  return Object.fromEntries(Object.entries(one).filter(([, list]) => list?.length)) as EndpointSubset;
}
