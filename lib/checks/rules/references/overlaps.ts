import { LabelSelector } from '../../../kube/selectors/label-selector';
import { lenientSelector } from '../../../kube/selectors/lenient-selector';
import type { Workload } from '../../../kube/workloads';
import { fewOf } from '../../context/absence';
import { isHelmHook, nameOf } from '../../context/containers';
import type { BuiltInRule, Problem } from '../../rule';

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
        const others = relations.workloads
          .select(workload.namespace, selector)
          .filter((other) => other !== workload && !isHelmHook(other.object));
        if (others.length > 0) yield* overlaps(workload, others);
      }
    },
  },
];

/** Of two that select each other's pods, the one whose name comes later tells. */
function* overlaps(workload: Workload, others: readonly Workload[]): Iterable<Problem> {
  const [mutual, own]: [Workload[], Workload[]] = [[], []];
  for (const other of others) (selectsPodsOf(other, workload) ? mutual : own).push(other);
  const told = mutual.filter((other) => nameOf(other) < nameOf(workload));
  const problem = { object: workload.object, field: 'spec.selector' };
  if (told.length > 0)
    yield {
      ...problem,
      message: `the selector also matches the pods of ${fewOf(told.map(nameOf))}, whose own selector${told.length === 1 ? ' matches' : 's match'} the pods of this one`,
    };
  if (own.length > 0)
    yield {
      ...problem,
      severity: 'warning',
      message: `the selector also matches the pods of ${fewOf(own.map(nameOf))}`,
    };
}

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
