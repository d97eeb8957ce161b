import type { NodeInfo } from '../../cache/node-info';
import type { NodeTable } from '../../cache/node-table';
import type { SlotCounts } from '../../cache/slot-counts';

/** Numbers per topology key and value: Kubernetes' maps of topology pairs, as arrays. */
export class TopologyCounts {
  private constructor(
    private readonly nodes: NodeTable,
    private readonly byKey: Map<string, Int32Array>,
  ) {}

  static empty(nodes: NodeTable): TopologyCounts {
    return new TopologyCounts(nodes, new Map());
  }

  get isEmpty(): boolean {
    for (const counts of this.byKey.values()) if (counts.some((count) => count !== 0)) return false;
    return true;
  }

  /** The topology keys that anything was counted for. */
  get keys(): Iterable<string> {
    return this.byKey.keys();
  }

  /** Adds up what the nodes of each domain have, times `weight`. */
  addNodes(key: string, perNode: SlotCounts, weight = 1): void {
    const { ofSlot } = this.nodes.domains(key);
    const counts = this.countsOf(key);
    for (const { slot } of this.nodes.list()) {
      const domain = ofSlot[slot]!;
      const amount = perNode.at(slot);
      if (domain >= 0 && amount !== 0) counts[domain]! += amount * weight;
    }
  }

  add(key: string, { slot }: NodeInfo, amount: number): void {
    const domain = this.nodes.domains(key).ofSlot[slot]!;
    if (domain >= 0) this.countsOf(key)[domain]! += amount;
  }

  /** Zero for a node without the label. */
  at(key: string, { slot }: NodeInfo): number {
    const counts = this.byKey.get(key);
    if (!counts) return 0;
    const domain = this.nodes.domains(key).ofSlot[slot]!;
    return domain >= 0 ? counts[domain]! : 0;
  }

  clone(): TopologyCounts {
    return new TopologyCounts(
      this.nodes,
      new Map(Array.from(this.byKey, ([key, counts]) => [key, counts.slice()])),
    );
  }

  private countsOf(key: string): Int32Array {
    let counts = this.byKey.get(key);
    if (!counts) {
      counts = new Int32Array(this.nodes.domains(key).size);
      this.byKey.set(key, counts);
    }
    return counts;
  }
}
