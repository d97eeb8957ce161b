import type { PodInfo } from './pod-info';
import { SlotCounts } from './slot-counts';

/** How many different questions are kept up to date at the same time. */
const REMEMBERED = 64;

interface PodCounter {
  readonly counts: (pod: PodInfo) => boolean;
  readonly perNode: SlotCounts;
}

/**
 * How many pods of a kind run on each node. The first question counts them all; from then on every pod that comes or
 * goes is counted when it does, so that pods of one template do not count each other over and over.
 */
export class PodCounters {
  /** Least recently asked first. */
  private readonly counters = new Map<string, PodCounter>();
  /** The key that was asked last: pods of one template ask the same in a row. */
  private last: string | undefined;

  /**
   * @param key names the question: equal keys mean equal `counts`
   * @param all every pod and the slot of its node
   */
  count(
    key: string,
    counts: (pod: PodInfo) => boolean,
    all: () => Iterable<readonly [PodInfo, number]>,
  ): SlotCounts {
    let counter = this.counters.get(key);
    if (counter && key === this.last) return counter.perNode;
    this.last = key;
    if (counter) {
      this.counters.delete(key);
    } else {
      counter = { counts, perNode: new SlotCounts() };
      for (const [pod, slot] of all()) if (counts(pod)) counter.perNode.add(slot, 1);
      if (this.counters.size >= REMEMBERED) this.counters.delete(this.counters.keys().next().value!);
    }
    this.counters.set(key, counter);
    return counter.perNode;
  }

  podAdded(pod: PodInfo, slot: number): void {
    for (const { counts, perNode } of this.counters.values()) if (counts(pod)) perNode.add(slot, 1);
  }

  /** Must be called with the same state of the pod that was added. */
  podRemoved(pod: PodInfo, slot: number): void {
    for (const { counts, perNode } of this.counters.values()) if (counts(pod)) perNode.add(slot, -1);
  }
}
