import { LabelSelector } from '../selectors/label-selector';
import type { Requirement } from '../selectors/requirement';
import type { Workload } from '../workloads';

/** Workloads by the labels of their pods: finds those that a selector selects without looking at all of them. */
export class WorkloadIndex {
  private readonly byNamespace = new Map<string, Workload[]>();
  private readonly byLabel = new Map<string, Workload[]>();

  constructor(readonly all: readonly Workload[]) {
    for (const workload of all) {
      append(this.byNamespace, workload.namespace, workload);
      const { labels } = workload;
      for (const key in labels)
        append(this.byLabel, labelKey(workload.namespace, key, labels[key]!), workload);
    }
  }

  in(namespace: string): readonly Workload[] {
    return this.byNamespace.get(namespace) ?? NONE;
  }

  /** The workloads some of whose pods a selector selects, in the order of {@link all}. */
  select(namespace: string, selector: LabelSelector): readonly Workload[] {
    const known = withoutInvented(selector);
    return this.candidates(namespace, known).filter(({ labels }) => known.matches(labels));
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

/** Labels that controllers invent for each pod: nobody knows their values beforehand. */
const INVENTED: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
]);

const isInvented = ({ key }: Requirement) => INVENTED.has(key);

/** What a selector asks of labels that are known. */
function withoutInvented(selector: LabelSelector): LabelSelector {
  const { requirements } = selector;
  if (!requirements.some(isInvented)) return selector;
  return LabelSelector.ofRequirements(requirements.filter((one) => !isInvented(one)));
}

function labelKey(namespace: string, key: string, value: string): string {
  return `${namespace}/${key}=${value}`;
}

export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
