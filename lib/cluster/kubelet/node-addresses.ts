/** The addresses of a cluster's machines and pods: 172.18.0.0/16 for nodes, 10.244.0.0/14 for pods. */

const NODE_BASE = ipv4('172.18.0.2');
const POD_BASE = ipv4('10.244.0.0');
const POD_MASK = 24;

/** The address of the n-th machine. */
export function nodeAddress(index: number): string {
  // Addresses that end in 0 or 255 are left out: some networks give them a meaning.
  return printIpv4(NODE_BASE + Math.floor(index / 250) * 256 + (index % 250));
}

/** The pod addresses of the n-th node: `10.244.3.0/24`. */
export function podRange(index: number): string {
  return `${printIpv4(POD_BASE + index * 2 ** (32 - POD_MASK))}/${POD_MASK}`;
}

/** The number of a node whose range is one of {@link podRange}; undefined for other ranges. */
export function podRangeIndex(range: string): number | undefined {
  const [address = '', mask = ''] = range.split('/');
  if (Number(mask) !== POD_MASK) return undefined;
  const index = (ipv4(address) - POD_BASE) / 2 ** (32 - POD_MASK);
  return Number.isInteger(index) && index >= 0 ? index : undefined;
}

/** Gives out the addresses of one range in turn, so that a freed one rests before it is used again. */
export class PodAddresses {
  private readonly base: number;
  private readonly size: number;
  private readonly used = new Set<number>();
  private next = FIRST;

  /** @param range as in `spec.podCIDR` */
  constructor(readonly range: string) {
    const [address = '', mask = ''] = range.split('/');
    this.base = ipv4(address);
    this.size = 2 ** (32 - Number(mask));
  }

  /** Undefined when all are in use. */
  allocate(): string | undefined {
    // The last address of a range is its broadcast address.
    const last = this.size - 2;
    for (let tries = FIRST; tries <= last; tries++) {
      const offset = this.next;
      this.next = offset >= last ? FIRST : offset + 1;
      if (this.used.has(offset)) continue;
      this.used.add(offset);
      return printIpv4(this.base + offset);
    }
    return undefined;
  }

  release(address: string): void {
    this.used.delete(ipv4(address) - this.base);
  }
}

/** The first two addresses are the network's and the bridge's. */
const FIRST = 2;

function ipv4(text: string): number {
  return text.split('.').reduce((value, byte) => value * 256 + Number(byte), 0);
}

function printIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
