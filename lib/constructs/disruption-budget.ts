import type { Construct, IConstruct } from 'constructs';
import type { PodDisruptionBudget } from '../kube/generated/policy-v1';
import { PodDisruptionBudgets } from '../kube/generated/resources';
import { report } from './authoring/report';
import { KubeApiObject } from './kube-api-object';
import type { Workload } from './workload';

/** A number of pods, or a share of them such as `25%`. */
export type MaxUnavailable = number | string;

/** Reports a budget that is no number and no share, or under which no node could ever be drained. */
export function checkMaxUnavailable(owner: IConstruct, field: string, value: MaxUnavailable): void {
  const valid =
    typeof value === 'number' ? Number.isInteger(value) && value >= 1 : /^([1-9]\d?|100)%$/.test(value);
  if (valid) return;
  report(owner, {
    field,
    message: `${JSON.stringify(value)} is neither a whole number of at least 1 nor a share from "1%" to "100%"`,
  });
}

/** Keeps drains of nodes from stopping more pods of a workload at a time. Pods that are not ready anyway may go. */
export function makeDisruptionBudget(
  owner: Construct,
  { name, labels, selector }: Workload,
  maxUnavailable: MaxUnavailable,
): KubeApiObject<PodDisruptionBudget> {
  return new KubeApiObject(owner, 'PodDisruptionBudget', PodDisruptionBudgets, {
    name,
    labels,
    fields: {
      spec: {
        maxUnavailable,
        selector: { matchLabels: selector },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    },
  });
}
