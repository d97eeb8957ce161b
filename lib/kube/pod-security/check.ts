import type { Container, EphemeralContainer, PodSpec } from '../generated/core-v1';

/** A pod, or the template of pods, as the checks look at it. */
export interface CheckedPod {
  readonly annotations: { readonly [key: string]: string };
  readonly spec: PodSpec;
  /** Of all sorts, in the order in which messages name them: init, ordinary, ephemeral. */
  readonly containers: readonly (Container | EphemeralContainer)[];
}

/** What a pod does that a policy forbids, in Kubernetes' words. */
export interface Violation {
  /** The check that found it: `hostPorts`. */
  readonly check: string;
  /** What is forbidden: `hostPort`. */
  readonly reason: string;
  /** Who does it, and how: `container "a" uses hostPort 80`. */
  readonly detail: string;
  /** Where, below the pod: `spec.containers[0].securityContext.privileged`. A field that should be there may be missing. */
  readonly fields: readonly string[];
}

/** What a check found, before it signs it. */
export type Objection = Omit<Violation, 'check'>;

/** One thing that a level forbids. */
export interface PodCheck {
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** From the oldest to the newest; each counts until the next. */
  readonly versions: readonly CheckVersion[];
}

export interface CheckVersion {
  /** The first Kubernetes 1.x in whose policy it is. */
  readonly since: number;
  find(pod: CheckedPod): Objection | undefined;
  /** The check of the baseline level in whose place this one stands. */
  readonly replaces?: string;
}

export function checkedPod(
  annotations: { readonly [key: string]: string } | undefined,
  spec: PodSpec,
): CheckedPod {
  const { initContainers, containers, ephemeralContainers } = spec;
  const only = !initContainers?.length && !ephemeralContainers?.length;
  return {
    annotations: annotations ?? {},
    spec,
    containers: only
      ? (containers ?? [])
      : [...(initContainers ?? []), ...(containers ?? []), ...(ephemeralContainers ?? [])],
  };
}

const NONE: readonly number[] = [];

/** Indexes of the containers that meet a condition. */
export function containersWhere(
  { containers }: CheckedPod,
  isMeant: (container: Container | EphemeralContainer) => boolean,
): readonly number[] {
  let found: number[] | undefined;
  for (let index = 0; index < containers.length; index++)
    if (isMeant(containers[index]!)) {
      found ??= [];
      found.push(index);
    }
  return found ?? NONE;
}

/** `spec.initContainers[0]` of a container by its index among all. */
export function containerField({ spec }: CheckedPod, index: number): string {
  let place = index;
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    const length = spec[list]?.length ?? 0;
    if (place < length) return `spec.${list}[${place}]`;
    place -= length;
  }
  throw new RangeError(`the pod has no container ${index}`);
}

/** The same field of several containers. */
export function fieldsOf(pod: CheckedPod, indexes: readonly number[], field: string): readonly string[] {
  return indexes.map((index) => `${containerField(pod, index)}.${field}`);
}

/** `container "a"`, `containers "a", "b"` */
export function nameContainers({ containers }: CheckedPod, indexes: readonly number[]): string {
  return `${plural(indexes.length, 'container')} ${quoted(indexes.map((index) => containers[index]!.name))}`;
}

/** Who set something for a pod: `pod`, `container "a"`, `pod and containers "a", "b"`. */
export function nameSetters(pod: CheckedPod, podItself: boolean, indexes: readonly number[]): string {
  const setters = podItself ? ['pod'] : [];
  if (indexes.length > 0) setters.push(nameContainers(pod, indexes));
  return setters.join(' and ');
}

/** `"a", "b"` */
export function quoted(items: readonly string[]): string {
  return items.map((item) => `"${item}"`).join(', ');
}

/** Without repetition, in order. */
export function sorted(items: Iterable<string>): readonly string[] {
  return [...new Set(items)].sort();
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** Root inside of the pod is nobody outside: some checks do not apply. */
export function hasUserNamespace({ spec }: CheckedPod): boolean {
  return spec.hostUsers === false;
}

/** Windows has none of what these checks ask for. */
export function runsOnWindows({ spec }: CheckedPod): boolean {
  return spec.os?.name === 'windows';
}
