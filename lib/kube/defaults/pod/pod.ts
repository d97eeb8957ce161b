import { aggregateContainers } from '../../container-resources';
import { freeze, memoize } from '../../frozen';
import type {
  Container,
  ContainerPort,
  ContainerStatus,
  Pod,
  PodSpec,
  PodStatus,
  ResourceRequirements,
} from '../../generated/core-v1';
import { allowsOvercommit, isHugePages, isPodLevelResource } from '../../resource-names';
import { changeElements, changeField, fillAbsent, withField } from '../defaulting';
import { type ResourceList, roundedResources, roundRequirements } from '../resource-list';
import { withoutInitContainerAnnotations } from './old-annotations';
import { defaultPodSpec, freezeLike } from './pod-spec';

/** A pod gets more than a template: its requests, its host ports, links to services. Remembered per frozen spec. */
export function defaultPod(pod: Pod): Pod {
  const filled = changeField(pod, 'metadata', withoutInitContainerAnnotations);
  return changeField(changeField(filled, 'spec', defaultSpec), 'status', defaultStatus);
}

const defaultSpec: (spec: PodSpec) => PodSpec = memoize((spec) => {
  let filled = withPositiveGracePeriod(changeElements(spec, 'containers', withRequests));
  filled = changeElements(filled, 'initContainers', withRequests);
  if (filled.resources) filled = withPodLevelDefaults(filled);
  filled = fillAbsent<PodSpec>(filled, LINKS);
  if (filled.hostNetwork) {
    filled = changeElements(filled, 'containers', withHostPorts);
    filled = changeElements(filled, 'initContainers', withHostPorts);
  }
  return defaultPodSpec(freezeLike(spec, filled));
});

/** A template keeps what its author wrote. */
function withPositiveGracePeriod(spec: PodSpec): PodSpec {
  const isNegative = (spec.terminationGracePeriodSeconds ?? 0) < 0;
  return isNegative ? { ...spec, terminationGracePeriodSeconds: 1 } : spec;
}

const LINKS = freeze({ enableServiceLinks: true });

/** Who states a limit alone asks for that much. */
function withRequests(container: Container): Container {
  return changeField(container, 'resources', (resources) => {
    if (!resources.limits) return resources;
    const requests = withMissing(resources.requests, Object.entries(resources.limits));
    return withField(resources, 'requests', requests);
  });
}

/** The list with those amounts that it lacks; the same list if it lacks none. */
function withMissing(
  list: ResourceList | undefined,
  amounts: Iterable<readonly [string, string | number]>,
): ResourceList {
  let filled: Record<string, string | number> | undefined = list ? undefined : {};
  for (const [name, amount] of amounts) {
    if (list?.[name] !== undefined) continue;
    filled ??= { ...list };
    filled[name] = amount;
  }
  return filled ?? list!;
}

function withPodLevelDefaults(spec: PodSpec): PodSpec {
  const limited = withHugePageLimits(spec, spec.resources!);
  return withField(spec, 'resources', withPodRequests({ ...spec, resources: limited }, limited));
}

/** Huge pages cannot be shared by chance: the pod's limit is what its containers may use. */
function withHugePageLimits(spec: PodSpec, resources: ResourceRequirements): ResourceRequirements {
  const { limits, requests } = resources;
  if (isEmpty(limits) && isEmpty(requests)) return resources;
  const missing = [...aggregateContainers(spec, 'limits')].filter(
    ([name]) => isHugePages(name) && requests?.[name] === undefined,
  );
  return missing.length > 0 ? withField(resources, 'limits', withMissing(limits, texts(missing))) : resources;
}

/** The pod asks for what its containers ask for, and for its limits where these ask for nothing. */
function withPodRequests(spec: PodSpec, resources: ResourceRequirements): ResourceRequirements {
  if (isEmpty(resources.limits)) return resources;
  const fromContainers = [...aggregateContainers(spec, 'requests')].filter(
    ([name]) => isPodLevelResource(name) && allowsOvercommit(name),
  );
  const fromLimits = Object.entries(resources.limits!).filter(([name]) => isPodLevelResource(name));
  const requests = withMissing(withMissing(resources.requests, texts(fromContainers)), fromLimits);
  return isEmpty(requests) ? resources : withField(resources, 'requests', requests);
}

const isEmpty = (list: ResourceList | undefined) => !list || Object.keys(list).length === 0;

const texts = (amounts: readonly (readonly [string, { toString(): string }])[]) =>
  amounts.map(([name, amount]) => [name, amount.toString()] as const);

/** In the node's own network, a container's port is the node's. */
function withHostPorts(container: Container): Container {
  return changeElements(container, 'ports', (port: ContainerPort) =>
    port.hostPort ? port : { ...port, hostPort: port.containerPort },
  );
}

const STATUS_LISTS = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'] as const;

function defaultStatus(status: PodStatus): PodStatus {
  let filled = withBothPodIps(status);
  for (const field of STATUS_LISTS) filled = changeElements(filled, field, defaultContainerStatus);
  filled = changeField(filled, 'allocatedResources', roundedResources);
  return changeField(filled, 'resources', roundRequirements);
}

function defaultContainerStatus(status: ContainerStatus): ContainerStatus {
  return changeField(
    changeField(status, 'allocatedResources', roundedResources),
    'resources',
    roundRequirements,
  );
}

/** `podIP` is the first of `podIPs`; where they differ, the older field is believed. */
function withBothPodIps(status: PodStatus): PodStatus {
  const { podIP, podIPs } = status;
  const first = podIPs?.[0]?.ip;
  if (podIP && podIP !== first) return { ...status, podIPs: [{ ip: podIP }] };
  return first && !podIP ? { ...status, podIP: first } : status;
}
