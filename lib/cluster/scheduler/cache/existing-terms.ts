import type { AffinityTerm } from './affinity-terms';
import type { PodInfo } from './pod-info';
import { SlotCounts } from './slot-counts';

/** What a running pod's required affinity adds to the score of nodes near it (the default hardPodAffinityWeight). */
const REQUIRED_WEIGHT = 1;

interface TermUse {
  uses: number;
  readonly perNode: SlotCounts;
}

/** The affinity terms of the pods that run, equal ones together. */
export class ExistingTerms {
  /** Per required anti-affinity term, on which nodes how many pods have it. */
  readonly requiredAnti = new Map<AffinityTerm, TermUse>();
  /** Per term that attracts or repels, the sum of its weights on each node. */
  readonly preferences = new Map<AffinityTerm, TermUse>();

  podAdded(pod: PodInfo, slot: number): void {
    this.account(pod, slot, 1);
  }

  podRemoved(pod: PodInfo, slot: number): void {
    this.account(pod, slot, -1);
  }

  private account({ affinity }: PodInfo, slot: number, sign: 1 | -1): void {
    for (const term of affinity.requiredAnti) use(this.requiredAnti, term, slot, 1, sign);
    for (const term of affinity.required) use(this.preferences, term, slot, REQUIRED_WEIGHT, sign);
    for (const { term, weight } of affinity.preferred) use(this.preferences, term, slot, weight, sign);
    for (const { term, weight } of affinity.preferredAnti) use(this.preferences, term, slot, -weight, sign);
  }
}

function use(
  terms: Map<AffinityTerm, TermUse>,
  term: AffinityTerm,
  slot: number,
  weight: number,
  sign: 1 | -1,
): void {
  let entry = terms.get(term);
  if (!entry) {
    entry = { uses: 0, perNode: new SlotCounts() };
    terms.set(term, entry);
  }
  entry.uses += sign;
  entry.perNode.add(slot, sign * weight);
  if (entry.uses === 0) terms.delete(term);
}
