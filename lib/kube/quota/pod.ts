import { memoize } from '../frozen';
import type { Container, Pod, PodAffinity, PodAffinityTerm, PodSpec } from '../generated/core-v1';
import { podQosClass } from '../pod-qos';
import { effectiveSpec, hasPodLevelResources, podLimits, podRequests } from '../pod-resources';
import { isPodTerminal } from '../pod-status';
import { Quantity } from '../quantity';
import { isExtendedResource, isHugePages, isNativeResource } from '../resource-names';
import { matchesRequirement } from '../selectors/requirement';
import type { Amounts } from './amounts';
import { countName, type Evaluator, type Scope } from './evaluator';
import { scopeRequirement } from './scope-requirement';

const COUNT = countName({ group: '', resource: 'pods' });
const ONE = Quantity.of(1);
const REQUESTS = 'requests.';
const DEVICE_CLASS = 'deviceclass.resource.kubernetes.io/';

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
const NAMES = new Set([
  COUNT,
  'pods',
  ...COMPUTE,
  ...COMPUTE.map((name) => `${REQUESTS}${name}`),
  ...COMPUTE.map((name) => `limits.${name}`),
]);
/** Every container must state these where a quota limits them: a mistake of Kubernetes that is kept. */
const MUST_BE_STATED = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory'];

type ResourceList = { readonly [name: string]: string | number };

/** Pods count their number and, until they have ended, what they ask for. */
export const podEvaluator: Evaluator<Pod> = {
  countsFor: (name) =>
    NAMES.has(name) ||
    isHugePages(name) ||
    name.startsWith(`${REQUESTS}hugepages-`) ||
    isRequestOfExtendedResource(name),

  usage(pod, now) {
    if (!isCharged(pod, now)) return ENDED;
    const spec = effectiveSpec(pod);
    return usageOfSpec(spec).amounts;
  },

  matchesScope,

  missing({ spec }, required) {
    if (hasPodLevelResources(spec!)) return undefined;
    const stated = MUST_BE_STATED.filter((name) => required.includes(name));
    const lacking = stated.flatMap((name) => {
      const containers = [...spec!.containers, ...(spec!.initContainers ?? [])].filter(
        ({ resources }) => !computeUsage(resources?.requests, resources?.limits).has(name),
      );
      return containers.length > 0 ? [`${name} for: ${namesOf(containers)}`] : [];
    });
    return lacking.length > 0 ? `must specify ${lacking.join('; ')}` : undefined;
  },

  /** A resize changes the amounts; of other updates, only the deadline moves a pod between scopes. */
  changedBy: (pod, old, subresource) =>
    subresource === 'resize' || (subresource === '' && isTerminating(pod) !== isTerminating(old)),
};

const ENDED: Amounts = new Map([[COUNT, ONE]]);

const usageOfSpec = memoize((spec: PodSpec) => ({
  amounts: new Map([[COUNT, ONE], ...computeUsage(listed(podRequests(spec)), listed(podLimits(spec)))]),
}));

function listed(amounts: Amounts): ResourceList {
  return Object.fromEntries(Array.from(amounts, ([name, amount]) => [name, amount.toString()]));
}

/** What requests and limits use of each of the names that quotas know them by. */
function computeUsage(requests: ResourceList = {}, limits: ResourceList = {}): Map<string, Quantity> {
  const usage = new Map<string, Quantity>([['pods', ONE]]);
  for (const name of COMPUTE) {
    if (requests[name] !== undefined) {
      const amount = Quantity.parse(requests[name]);
      usage.set(name, amount).set(`${REQUESTS}${name}`, amount);
    }
    if (limits[name] !== undefined) usage.set(`limits.${name}`, Quantity.parse(limits[name]));
  }
  for (const name in requests) {
    const amount = Quantity.parse(requests[name]!);
    if (isHugePages(name)) usage.set(name, amount).set(`${REQUESTS}${name}`, amount);
    if (isExtendedResource(name) || name.startsWith(DEVICE_CLASS)) usage.set(`${REQUESTS}${name}`, amount);
  }
  return usage;
}

function isRequestOfExtendedResource(name: string): boolean {
  if (!name.startsWith(REQUESTS)) return false;
  return !isNativeResource(name) || name.startsWith(`${REQUESTS}${DEVICE_CLASS}`);
}

/** Sorted, as Kubernetes prints a set. */
function namesOf(containers: readonly Container[]): string {
  return [...new Set(containers.map(({ name }) => name))].sort().join(',');
}

/** Pods that are stuck while they are being deleted must not keep others from taking their place. */
function isCharged(pod: Pod, now: number): boolean {
  if (isPodTerminal(pod)) return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  if (!deletionTimestamp || deletionGracePeriodSeconds === undefined) return true;
  return now <= Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}

function isTerminating({ spec }: Pod): boolean {
  return (spec?.activeDeadlineSeconds ?? -1) >= 0;
}

function matchesScope(scope: Scope, pod: Pod): boolean {
  const spec = pod.spec!;
  switch (scope.scopeName) {
    case 'Terminating':
      return isTerminating(pod);
    case 'NotTerminating':
      return !isTerminating(pod);
    case 'BestEffort':
      return podQosClass(spec) === 'BestEffort';
    case 'NotBestEffort':
      return podQosClass(spec) !== 'BestEffort';
    case 'PriorityClass':
      return matchesRequirement(
        scopeRequirement(scope),
        spec.priorityClassName ? { PriorityClass: spec.priorityClassName } : {},
      );
    case 'CrossNamespacePodAffinity':
      return (
        reachesOtherNamespaces(spec.affinity?.podAffinity) ||
        reachesOtherNamespaces(spec.affinity?.podAntiAffinity)
      );
    default:
      return false;
  }
}

function reachesOtherNamespaces(affinity: PodAffinity | undefined): boolean {
  const reaches = ({ namespaces, namespaceSelector }: PodAffinityTerm) =>
    (namespaces?.length ?? 0) > 0 || namespaceSelector !== undefined;
  return (
    affinity?.requiredDuringSchedulingIgnoredDuringExecution?.some(reaches) ||
    affinity?.preferredDuringSchedulingIgnoredDuringExecution?.some((one) => reaches(one.podAffinityTerm)) ||
    false
  );
}
