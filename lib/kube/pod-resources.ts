import { aggregateContainers, type ResourceAmounts } from './container-resources';
import { changeEach, changeElements, withField } from './defaults/defaulting';
import { memoize } from './frozen';
import type { Container, ContainerStatus, Pod, PodSpec, ResourceRequirements } from './generated/core-v1';
import { podCondition } from './pod-status';
import { Quantity } from './quantity';
import { isPodLevelResource } from './resource-names';

type ResourceList = { readonly [name: string]: string | number };

/** What a whole pod asks for: its containers, or what is asked for the pod where that is said, and overhead. */
export const podRequests = memoize((spec: PodSpec): ResourceAmounts => {
  const total = new Map(aggregateContainers(spec, 'requests'));
  takePodLevel(total, spec.resources?.requests);
  addOverhead(total, spec.overhead, () => true);
  return total;
});

/** What a whole pod may use at most. Overhead counts only where there is a limit. */
export const podLimits = memoize((spec: PodSpec): ResourceAmounts => {
  const total = new Map(aggregateContainers(spec, 'limits'));
  takePodLevel(total, spec.resources?.limits);
  addOverhead(total, spec.overhead, (name) => total.get(name)?.isZero === false);
  return total;
});

/** Whether the pod says what it needs as a whole. */
export function hasPodLevelResources({ resources }: PodSpec): boolean {
  return [resources?.requests, resources?.limits].some((list) =>
    Object.keys(list ?? {}).some(isPodLevelResource),
  );
}

/**
 * The spec with the resources that count while a resize is under way: the greatest of what is wanted, what is allocated
 * and what is in effect; of a resize that cannot be done, what is wanted does not count.
 */
export function effectiveSpec(pod: Pod): PodSpec {
  const spec = pod.spec!;
  const statuses = new Map<string, ContainerStatus>();
  for (const list of [pod.status?.containerStatuses, pod.status?.initContainerStatuses])
    for (const status of list ?? []) if (status.resources) statuses.set(status.name, status);
  if (statuses.size === 0) return spec;
  const infeasible = podCondition(pod.status, 'PodResizePending')?.reason === 'Infeasible';
  const effective = (container: Container) =>
    withEffective(container, statuses.get(container.name), infeasible);
  const changed = withField(spec, 'containers', changeEach(spec.containers, effective));
  return changeElements(changed, 'initContainers', (container) =>
    container.restartPolicy === 'Always' ? effective(container) : container,
  );
}

function withEffective(
  container: Container,
  status: ContainerStatus | undefined,
  infeasible: boolean,
): Container {
  if (!status) return container;
  const wanted = infeasible ? undefined : container.resources;
  const { resources: actual, allocatedResources: allocated } = status;
  const resources: ResourceRequirements = {
    ...container.resources,
    requests: greatest([wanted?.requests, actual?.requests, allocated]),
    limits: greatest([wanted?.limits, actual?.limits]),
  };
  return { ...container, resources };
}

function greatest(lists: readonly (ResourceList | undefined)[]): ResourceList {
  const result: Record<string, string | number> = {};
  for (const list of lists)
    for (const name in list) {
      const known = result[name];
      if (known === undefined || Quantity.parse(list[name]!).compare(Quantity.parse(known)) > 0)
        result[name] = list[name]!;
    }
  return result;
}

function takePodLevel(total: Map<string, Quantity>, list: ResourceList | undefined): void {
  for (const name in list) if (isPodLevelResource(name)) total.set(name, Quantity.parse(list[name]!));
}

function addOverhead(
  total: Map<string, Quantity>,
  overhead: ResourceList | undefined,
  counts: (name: string) => boolean,
): void {
  for (const name in overhead) {
    if (!counts(name)) continue;
    const amount = Quantity.parse(overhead[name]!);
    const known = total.get(name);
    total.set(name, known ? known.add(amount) : amount);
  }
}
