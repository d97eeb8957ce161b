import { LabelSelector } from '../../../kube/selectors/label-selector';
import { lenientSelector } from '../../../kube/selectors/lenient-selector';
import type { Workload } from '../../../kube/workloads';
import { isHelmHook, nameOf } from '../../context/containers';
import type { BuiltInRule } from '../../rule';

type SelectorFields = Parameters<typeof lenientSelector>[0];

export const OVERLAP_RULES: readonly BuiltInRule[] = [
  {
    id: 'overlapping-selectors',
    severity: 'error',
    profile: 'learning',
    finds: 'Two workloads of a namespace of which one selects the pods of the other.',
    why: 'Autoscalers, budgets and `kubectl` count pods by the selector: they take the pods of both for one workload’s.',
    fix: 'give each workload a label of its own, and select by it',
    *check({ relations, workloads }) {
      for (const workload of workloads) {
        const selector = selectorOf(workload);
        if (!selector || selector.isEmpty) continue;
        for (const other of relations.workloads.select(workload.namespace, selector)) {
          if (other === workload || isHelmHook(other.object)) continue;
          const isMutual = selectsPodsOf(other, workload);
          if (isMutual && nameOf(other) > nameOf(workload)) continue;
          yield {
            object: workload.object,
            field: 'spec.selector',
            severity: isMutual ? 'error' : 'warning',
            message: `the selector also matches the pods of ${nameOf(other)}${isMutual ? ', and that of it those of this one' : ''}`,
          };
        }
      }
    },
  },
];

/** Jobs are told apart by labels that their controller invents. */
function selectorOf({ kind, object }: Workload): LabelSelector | undefined {
  const { spec } = object as { spec?: { selector?: unknown } };
  if (!spec?.selector || kind === 'Job' || kind === 'CronJob' || kind === 'Pod') return undefined;
  return kind === 'ReplicationController'
    ? LabelSelector.ofMap(spec.selector as { readonly [key: string]: string })
    : lenientSelector(spec.selector as SelectorFields);
}

function selectsPodsOf(workload: Workload, other: Workload): boolean {
  const selector = selectorOf(workload);
  return selector !== undefined && !selector.isEmpty && selector.matches(other.labels);
}
