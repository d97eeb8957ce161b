import { LabelSelector } from '../selectors/label-selector';
import type { Requirement } from '../selectors/requirement';
import type { Workload, WorkloadKind } from '../workloads';

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
    const invented = selector.requirements.filter(isInvented);
    if (invented.length === 0)
      return this.candidates(namespace, selector).filter(({ labels }) => selector.matches(labels));
    const known = LabelSelector.ofRequirements(selector.requirements.filter((one) => !isInvented(one)));
    return this.candidates(namespace, known).filter(
      (workload) => known.matches(workload.labels) && invented.every((one) => mayHave(workload, one)),
    );
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

/** Labels that controllers invent for each pod, nobody knows their values beforehand: the kinds whose pods have them. */
const INVENTED: ReadonlyMap<string, readonly WorkloadKind[]> = new Map([
  ['pod-template-hash', ['Deployment', 'ReplicaSet']],
  ['controller-revision-hash', ['StatefulSet', 'DaemonSet']],
  ['pod-template-generation', ['DaemonSet']],
  ['controller-uid', ['Job', 'CronJob']],
  ['batch.kubernetes.io/controller-uid', ['Job', 'CronJob']],
  ['batch.kubernetes.io/job-completion-index', ['Job', 'CronJob']],
  ['statefulset.kubernetes.io/pod-name', ['StatefulSet']],
  ['apps.kubernetes.io/pod-index', ['StatefulSet']],
]);

const isInvented = ({ key }: Requirement) => INVENTED.has(key);

/** Whether some pod of a workload may have an invented label as a selector asks for it. */
function mayHave({ kind, name }: Workload, { key, values }: Requirement): boolean {
  if (!INVENTED.get(key)!.includes(kind)) return false;
  // The pods of a StatefulSet are called db-0, db-1.
  return key !== 'statefulset.kubernetes.io/pod-name' || values.some((value) => value.startsWith(`${name}-`));
}

function labelKey(namespace: string, key: string, value: string): string {
  return `${namespace}/${key}=${value}`;
}

export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
