import { aggregateContainers } from '../../../kube/container-resources';
import type { Container, ContainerStatus, Pod, PodSpec } from '../../../kube/generated/core-v1';
import { Quantity } from '../../../kube/quantity';
import { isExtendedResource, isHugePages, isPodLevelResource } from '../../../kube/resource-names';

type ResourceList = { readonly [name: string]: string | number };

/** What a container without requests counts as, so that not all of them land on one node. */
const ASSUMED: ResourceList = { cpu: '100m', memory: '200Mi' };

/** What a pod asks of a node: CPU in thousandths, memory and storage in bytes. */
export class PodRequests {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources, huge pages and the like. */
  readonly scalars: ReadonlyMap<string, number> | undefined;
  /** With an assumed amount for each container that requests none: what a node accounts for in scoring. */
  readonly nonZeroCpu: number;
  readonly nonZeroMemory: number;
  /** The same, but without regard to requests of the pod as a whole: what scoring adds for a pod to be placed. */
  readonly scoringCpu: number;
  readonly scoringMemory: number;

  private constructor(spec: PodSpec) {
    const requests = total(spec, true);
    const wholePod = podLevelRequests(spec).length > 0;
    const assumed = wholePod ? missing(requests) : ASSUMED;
    const nonZero = total(withAssumed(spec, assumed), true);
    const scoring = wholePod ? total(withAssumed(spec, ASSUMED), false) : nonZero;
    this.cpu = requests.get('cpu')?.milli() ?? 0;
    this.memory = requests.get('memory')?.value() ?? 0;
    this.ephemeralStorage = requests.get('ephemeral-storage')?.value() ?? 0;
    this.scalars = scalarsOf(requests);
    this.nonZeroCpu = nonZero.get('cpu')?.milli() ?? 0;
    this.nonZeroMemory = nonZero.get('memory')?.value() ?? 0;
    this.scoringCpu = scoring.get('cpu')?.milli() ?? 0;
    this.scoringMemory = scoring.get('memory')?.value() ?? 0;
  }

  /** Of a pod that is to be placed. Pods of one template share the answer. */
  static of(spec: PodSpec): PodRequests {
    const known = remembered.get(spec.containers);
    if (known?.matches(spec)) return known.requests;
    const requests = new PodRequests(spec);
    if (Object.isFrozen(spec.containers))
      remembered.set(spec.containers, { matches: sameResources(spec), requests });
    return requests;
  }

  /** Of a pod on a node: while it is being resized, the greater of what it has and what it is to have. */
  static ofRunning({ spec, status }: Pod): PodRequests {
    const { containerStatuses = NO_STATUSES, initContainerStatuses = NO_STATUSES } = status ?? {};
    if (isAsAsked(spec!, containerStatuses) && isAsAsked(spec!, initContainerStatuses))
      return PodRequests.of(spec!);
    return PodRequests.of(withActual(spec!, [...containerStatuses, ...initContainerStatuses]));
  }

  get isNothing(): boolean {
    return this.cpu === 0 && this.memory === 0 && this.ephemeralStorage === 0 && !this.scalars;
  }

  /** Whether any request is smaller than in `other`. */
  isLessThan(other: PodRequests): boolean {
    if (this.cpu < other.cpu || this.memory < other.memory || this.ephemeralStorage < other.ephemeralStorage)
      return true;
    for (const [name, amount] of other.scalars ?? [])
      if ((this.scalars?.get(name) ?? 0) < amount) return true;
    return false;
  }
}

interface Remembered {
  /** Whether the other parts of a spec that matter are the same. */
  matches(spec: PodSpec): boolean;
  readonly requests: PodRequests;
}

const remembered = new WeakMap<readonly Container[], Remembered>();

function sameResources({ initContainers, resources, overhead }: PodSpec): (spec: PodSpec) => boolean {
  return (spec) =>
    spec.initContainers === initContainers && spec.resources === resources && spec.overhead === overhead;
}

function total(spec: PodSpec, podLevel: boolean): Map<string, Quantity> {
  const sum = new Map(aggregateContainers(spec, 'requests'));
  if (podLevel)
    for (const name of podLevelRequests(spec))
      sum.set(name, Quantity.parse(spec.resources!.requests![name]!));
  for (const name in spec.overhead) {
    const amount = Quantity.parse(spec.overhead[name]!);
    sum.set(name, sum.get(name)?.add(amount) ?? amount);
  }
  return sum;
}

function podLevelRequests({ resources }: PodSpec): readonly string[] {
  return resources?.requests ? Object.keys(resources.requests).filter(isPodLevelResource) : [];
}

function missing(requests: ReadonlyMap<string, unknown>): ResourceList {
  return Object.fromEntries(Object.entries(ASSUMED).filter(([name]) => !requests.has(name)));
}

function withAssumed(spec: PodSpec, assumed: ResourceList): PodSpec {
  const fill = (container: Container): Container => ({
    ...container,
    resources: {
      ...container.resources,
      requests: { ...assumed, ...container.resources?.requests } as never,
    },
  });
  return { ...spec, containers: spec.containers.map(fill), initContainers: spec.initContainers?.map(fill) };
}

const NO_STATUSES: readonly ContainerStatus[] = [];

/** Whether every container has the very requests of the spec, which is how kubelets report one that is not resized. */
function isAsAsked({ containers, initContainers }: PodSpec, statuses: readonly ContainerStatus[]): boolean {
  for (const { name, resources, allocatedResources } of statuses) {
    if (!resources) continue;
    const asked = (containerNamed(name, containers) ?? containerNamed(name, initContainers))?.resources
      ?.requests;
    if (resources.requests !== asked || (allocatedResources && allocatedResources !== asked)) return false;
  }
  return true;
}

function containerNamed(name: string, containers: readonly Container[] | undefined): Container | undefined {
  return containers?.find((one) => one.name === name);
}

/** Init containers that run to completion are not resized. */
function withActual(spec: PodSpec, statuses: readonly ContainerStatus[]): PodSpec {
  const actual = (container: Container): Container => {
    const status = statuses.find(({ name }) => name === container.name);
    if (!status?.resources) return container;
    const requests = { ...container.resources?.requests } as { [name: string]: string };
    for (const list of [status.resources.requests, status.allocatedResources])
      for (const name in list) requests[name] = greater(requests[name], list[name]! as string);
    return { ...container, resources: { ...container.resources, requests } };
  };
  const keepsRunning = ({ restartPolicy }: Container) => restartPolicy === 'Always';
  return {
    ...spec,
    containers: spec.containers.map(actual),
    initContainers: spec.initContainers?.map((one) => (keepsRunning(one) ? actual(one) : one)),
  };
}

function greater(a: string | undefined, b: string): string {
  return a !== undefined && Quantity.parse(a).compare(Quantity.parse(b)) >= 0 ? a : b;
}

function scalarsOf(requests: ReadonlyMap<string, Quantity>): ReadonlyMap<string, number> | undefined {
  let scalars: Map<string, number> | undefined;
  for (const [name, amount] of requests) {
    if (!isScalarResource(name)) continue;
    scalars ??= new Map();
    scalars.set(name, amount.value());
  }
  return scalars;
}

/** The resources that a node counts besides CPU, memory, storage and pods. */
export function isScalarResource(name: string): boolean {
  return (
    isExtendedResource(name) ||
    isHugePages(name) ||
    name.includes('kubernetes.io/') ||
    name.startsWith('attachable-volumes-')
  );
}
