import type { PodDisruptionBudget } from '../../../kube/generated/policy-v1';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import type { PodInfo } from '../cache/pod-info';

export interface ByBudget {
  /** Pods whose deletion breaks a budget. */
  readonly violating: readonly PodInfo[];
  readonly others: readonly PodInfo[];
}

/** Spends the disruptions that the budgets allow on the pods, in their order. */
export function splitByBudget(pods: readonly PodInfo[], budgets: readonly PodDisruptionBudget[]): ByBudget {
  const allowed = budgets.map(({ status }) => status?.disruptionsAllowed ?? 0);
  const violating: PodInfo[] = [];
  const others: PodInfo[] = [];
  for (const pod of pods) {
    let breaks = false;
    budgets.forEach((budget, index) => {
      if (!protects(budget, pod)) return;
      allowed[index]!--;
      if (allowed[index]! < 0) breaks = true;
    });
    (breaks ? violating : others).push(pod);
  }
  return { violating, others };
}

/** A budget without a selector protects nobody, nor does it count a pod whose eviction it has granted already. */
function protects(
  { metadata, spec, status }: PodDisruptionBudget,
  { pod, namespace, labels }: PodInfo,
): boolean {
  if (metadata.namespace !== namespace || !labels || Object.keys(labels).length === 0) return false;
  const selector = LabelSelector.of(spec?.selector);
  if (selector.isEmpty || !selector.matches(labels)) return false;
  return status?.disruptedPods?.[pod.metadata.name!] === undefined;
}
