import { aggregateContainers, type ResourceAmounts } from '../../kube/container-resources';
import { memoize } from '../../kube/frozen';
import type { PodSpec, PodStatus, ResourceRequirements } from '../../kube/generated/core-v1';
import { Quantity } from '../../kube/quantity';
import { isHugePages } from '../../kube/resource-names';

type ResourceList = { readonly [name: string]: string | number };

/** What a node has to have free for a pod: its containers, what the pod asks for as a whole, and overhead. */
export const podRequests = memoize((spec: PodSpec): ResourceAmounts => {
  const total = new Map(aggregateContainers(spec, 'requests'));
  takePodLevel(total, spec.resources?.requests as ResourceList | undefined);
  const overhead = spec.overhead as ResourceList | undefined;
  for (const name in overhead) {
    const amount = Quantity.parse(overhead[name]!);
    const known = total.get(name);
    total.set(name, known ? known.add(amount) : amount);
  }
  return total;
});

/** What a pod may use at most. */
export function podLimits(spec: PodSpec): ResourceAmounts {
  const total = new Map(aggregateContainers(spec, 'limits'));
  takePodLevel(total, spec.resources?.limits as ResourceList | undefined);
  return total;
}

function takePodLevel(total: Map<string, Quantity>, list: ResourceList | undefined): void {
  for (const name in list)
    if (name === 'cpu' || name === 'memory' || isHugePages(name))
      total.set(name, Quantity.parse(list[name]!));
}

/** The fields of a pod's status about its resources as a whole. */
export type ResourceStatus = Pick<PodStatus, 'resources' | 'allocatedResources'>;

/** @param running whether the pod's cgroup exists: then a limit counts only when every container has one */
export function resourceStatus(spec: PodSpec, running: boolean): ResourceStatus {
  return running ? runningStatus(spec) : pendingStatus(spec);
}

const pendingStatus = memoize((spec: PodSpec) => statusOf(spec, podLimits(spec)));

const runningStatus = memoize((spec: PodSpec) => {
  const limits = [...podLimits(spec)].filter(
    ([name]) =>
      spec.resources?.limits?.[name] !== undefined ||
      spec.containers.every(({ resources }) => resources?.limits?.[name] !== undefined),
  );
  return statusOf(spec, new Map(limits));
});

function statusOf(spec: PodSpec, limits: ResourceAmounts): ResourceStatus {
  const requests = podRequests(spec);
  const resources: ResourceRequirements = {
    ...(requests.size > 0 ? { requests: listOf(requests) } : {}),
    ...(limits.size > 0 ? { limits: listOf(limits) } : {}),
  };
  return { resources, ...(requests.size > 0 ? { allocatedResources: resources.requests! } : {}) };
}

function listOf(amounts: ResourceAmounts): { readonly [name: string]: string } {
  return Object.fromEntries(Array.from(amounts, ([name, amount]) => [name, amount.toString()]));
}
