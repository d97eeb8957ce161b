import type { NodeInfo } from './node-info';

/** The values that one label has on the nodes, numbered. */
export interface Domains {
  /** The number of a node's value, by the node's slot; -1 for nodes without the label. */
  readonly ofSlot: Int32Array;
  readonly size: number;
}

/** {@link Domains} per label, worked out when asked for, and again when nodes have changed. */
export class Topology {
  private readonly domains = new Map<string, Domains>();

  forget(): void {
    this.domains.clear();
  }

  of(key: string, nodes: readonly NodeInfo[], slots: number): Domains {
    let domains = this.domains.get(key);
    if (!domains) {
      domains = numberDomains(key, nodes, slots);
      this.domains.set(key, domains);
    }
    return domains;
  }
}

function numberDomains(key: string, nodes: readonly NodeInfo[], slots: number): Domains {
  const numbers = new Map<string, number>();
  const ofSlot = new Int32Array(slots).fill(-1);
  for (const { labels, slot } of nodes) {
    const value = labels[key];
    if (value === undefined) continue;
    let number = numbers.get(value);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(value, number);
    }
    ofSlot[slot] = number;
  }
  return { ofSlot, size: numbers.size };
}
