import type { LabelSelector } from '../selectors/label-selector';
import { podLabelsOf, type Workload } from '../workloads';

/** Workloads by the labels of their pods: finds those that a selector selects without looking at all of them. */
export class WorkloadIndex {
  private readonly byNamespace = new Map<string, Workload[]>();
  private readonly byLabel = new Map<string, Workload[]>();

  constructor(readonly all: readonly Workload[]) {
    for (const workload of all) {
      append(this.byNamespace, workload.namespace, workload);
      const labels = podLabelsOf(workload);
      for (const key in labels)
        append(this.byLabel, labelKey(workload.namespace, key, labels[key]!), workload);
    }
  }

  in(namespace: string): readonly Workload[] {
    return this.byNamespace.get(namespace) ?? NONE;
  }

  /** In the order of {@link all}. */
  select(namespace: string, selector: LabelSelector): readonly Workload[] {
    const candidates = this.candidates(namespace, selector);
    return candidates.length === 0
      ? NONE
      : candidates.filter((workload) => selector.matches(podLabelsOf(workload)));
  }

  /** The smallest set that one of the selector's equalities leaves. */
  private candidates(namespace: string, selector: LabelSelector): readonly Workload[] {
    let smallest = this.in(namespace);
    for (const { key } of selector.requirements) {
      const value = selector.exactValue(key);
      if (value === undefined) continue;
      const found = this.byLabel.get(labelKey(namespace, key, value)) ?? NONE;
      if (found.length < smallest.length) smallest = found;
    }
    return smallest;
  }
}

const NONE: readonly Workload[] = [];

function labelKey(namespace: string, key: string, value: string): string {
  return `${namespace}/${key}=${value}`;
}

export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
