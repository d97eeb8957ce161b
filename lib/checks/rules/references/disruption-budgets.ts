import type { PodDisruptionBudget } from '../../../kube/generated/policy-v1';
import { milder, severityOfAbsent } from '../../context/absence';
import { nameOf } from '../../context/containers';
import { nearMiss, printLabels } from '../../context/near-miss';
import type { BuiltInRule } from '../../rule';

const BUDGET = 'policy/PodDisruptionBudget';

export const BUDGET_REFERENCE_RULES: readonly BuiltInRule[] = [
  {
    id: 'dangling-poddisruptionbudget',
    severity: 'warning',
    profile: 'default',
    finds: 'A PodDisruptionBudget whose selector matches the pods of no workload.',
    why: 'It protects nothing: a drain of a node may stop all pods at once.',
    fix: 'select labels that the pod template of a workload has',
    peers: ['kube-score poddisruptionbudget-has-policy'],
    *check(context) {
      for (const budget of context.relations.of<PodDisruptionBudget>(BUDGET)) {
        const { namespace = '' } = budget.metadata;
        const { matchLabels, matchExpressions } = budget.spec?.selector ?? {};
        const severity = severityOfAbsent(context, namespace);
        if (!severity || context.relations.budgetedBy(budget).length > 0) continue;
        if (!matchLabels && !matchExpressions?.length) continue;
        const labels = matchLabels ?? {};
        yield {
          object: budget,
          field: 'spec.selector',
          severity: milder(severity),
          message: matchExpressions?.length
            ? 'no pod has the labels that the selector asks for'
            : `no pod has the labels ${printLabels(labels)}${nearMiss(context, namespace, labels)}`,
        };
      }
    },
  },
  {
    id: 'duplicate-poddisruptionbudget',
    severity: 'error',
    profile: 'learning',
    finds: 'Two PodDisruptionBudgets for the same pods.',
    why: 'The eviction API refuses to evict a pod that more than one budget counts: nodes cannot be drained.',
    fix: 'keep one of them',
    *check({ relations, workloads }) {
      for (const workload of workloads) {
        const [first, ...others] = relations.budgetsOf(workload);
        for (const other of others)
          yield {
            object: other,
            field: 'spec.selector',
            message: `PodDisruptionBudget/${first!.metadata.name} counts the pods of ${nameOf(workload)} already`,
          };
      }
    },
  },
];
