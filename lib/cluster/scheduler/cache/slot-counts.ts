const FIRST_SIZE = 64;

/** A number per node, by the node's slot. */
export class SlotCounts {
  values = new Int32Array(FIRST_SIZE);

  at(slot: number): number {
    return this.values[slot] ?? 0;
  }

  add(slot: number, amount: number): void {
    if (slot >= this.values.length) {
      const grown = new Int32Array(Math.max(slot + 1, this.values.length * 2));
      grown.set(this.values);
      this.values = grown;
    }
    this.values[slot]! += amount;
  }
}
