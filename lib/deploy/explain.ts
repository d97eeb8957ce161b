import type { KubernetesClient } from '../client/kubernetes-client';
import type { ContainerStatus, Event, Pod } from '../kube/generated/core-v1';
import { Events, Pods, ReplicaSets } from '../kube/generated/resources';
import type { KubeObject } from '../kube/object';
import { isPodReady, podCondition } from '../kube/pod-status';
import type { ResourceType } from '../kube/resource-type';
import type { Waiting } from './wait';

/** Why an applied object is not ready: what its pods and events say. */
export interface Explanation {
  readonly waiting: Waiting;
  /** Sentences, the most telling first; equal ones of several pods are counted together. */
  readonly reasons: readonly string[];
}

const MOST_REASONS = 6;

/** What is around an object in its namespace. */
export interface Surroundings {
  readonly pods: readonly Pod[];
  readonly replicaSets: readonly KubeObject[];
  readonly warnings: readonly Event[];
}

/** Looks behind every object that is not ready. */
export async function explain(
  client: KubernetesClient,
  states: readonly Waiting[],
): Promise<readonly Explanation[]> {
  const explanations: Explanation[] = [];
  for (const waiting of states) {
    if (waiting.readiness.state === 'ready' || !waiting.current) continue;
    const { namespace } = waiting.target.reference;
    const list = async (type: ResourceType, options = {}) =>
      withKind(type.kind, (await client.list(type, namespace, options)).items);
    const reasons = reasonsWhy(waiting.current, {
      pods: namespace ? ((await list(Pods as ResourceType)) as readonly Pod[]) : [],
      replicaSets: namespace ? await list(ReplicaSets as ResourceType) : [],
      warnings: (await list(Events as ResourceType, { fieldSelector: 'type=Warning' })) as readonly Event[],
    });
    explanations.push({ waiting, reasons });
  }
  return explanations;
}

/** What a person reads: the object and how far it is, then the reasons. */
export function describeExplanation({ waiting, reasons }: Explanation): readonly string[] {
  const { kind, metadata } = waiting.target.object;
  return [
    `${kind}/${metadata.name}: ${waiting.readiness.message}`,
    ...reasons.map((reason) => `  ${reason}`),
  ];
}

/** Why an object is not ready: its pods' containers and scheduling first, then warnings about it and what belongs to it. */
export function reasonsWhy(object: KubeObject, surroundings: Surroundings): readonly string[] {
  const objects = family(object, surroundings);
  const reasons = [...podReasons(objects.filter(isPod)), ...eventReasons(objects, surroundings.warnings)];
  return reasons.slice(0, MOST_REASONS);
}

/** The object and what belongs to it: its ReplicaSets and pods, or the pods a Service selects. */
function family(object: KubeObject, { pods, replicaSets }: Surroundings): readonly KubeObject[] {
  const { selector } = (object as { spec?: { selector?: { [key: string]: string } } }).spec ?? {};
  if (object.kind === 'Service') return [object, ...pods.filter((pod) => hasLabels(pod, selector ?? {}))];
  const members: KubeObject[] = [object];
  // Ownership is at most two steps deep: Deployment, ReplicaSet, pod.
  for (const generation of [replicaSets, pods])
    members.push(...generation.filter((one) => members.some((owner) => owns(owner, one))));
  return members;
}

/** Items of a list do not repeat their kind on the wire. */
function withKind(kind: string, items: readonly KubeObject[]): readonly KubeObject[] {
  return items.map((item) => ({ kind, ...item }));
}

function owns(owner: KubeObject, object: KubeObject): boolean {
  return object.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) ?? false;
}

function hasLabels({ metadata }: KubeObject, wanted: { readonly [key: string]: string }): boolean {
  return Object.entries(wanted).every(([key, value]) => metadata.labels?.[key] === value);
}

function isPod(object: KubeObject): object is Pod {
  return object.kind === 'Pod';
}

function podReasons(pods: readonly Pod[]): string[] {
  const counted = new Map<string, string[]>();
  for (const pod of pods)
    if (!isPodReady(pod) && pod.status?.phase !== 'Succeeded')
      for (const reason of reasonsOf(pod))
        counted.set(reason, [...(counted.get(reason) ?? []), pod.metadata.name!]);
  return [...counted].map(([reason, names]) =>
    names.length === 1 ? `pod ${names[0]}: ${reason}` : `${names.length} pods: ${reason}`,
  );
}

function reasonsOf(pod: Pod): string[] {
  const scheduled = podCondition(pod.status, 'PodScheduled');
  if (scheduled?.status === 'False') return [`${scheduled.reason}: ${scheduled.message}`];
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const reasons = statuses.filter(({ ready }) => !ready).flatMap(containerReason);
  if (reasons.length > 0) return reasons;
  return [pod.status?.message ?? `phase is ${pod.status?.phase ?? 'unknown'}`];
}

function containerReason({ name, state, lastState, restartCount, image }: ContainerStatus): string[] {
  const { waiting, terminated, running } = state ?? {};
  if (waiting) {
    const crash = lastState?.terminated;
    const before = crash
      ? ` (it exited with code ${crash.exitCode}${crash.reason ? `, ${crash.reason}` : ''}; ${restartCount} restart${restartCount === 1 ? '' : 's'})`
      : '';
    return [
      `container "${name}" is waiting: ${waiting.reason}${waiting.message ? `: ${waiting.message}` : ''}${before}`,
    ];
  }
  if (terminated?.exitCode)
    return [`container "${name}" (${image}) exited with code ${terminated.exitCode}: ${terminated.reason}`];
  return running ? [`container "${name}" is running but not ready`] : [];
}

/** Warnings about these objects, newest first, each text once. */
function eventReasons(objects: readonly KubeObject[], events: readonly Event[]): string[] {
  const byUid = new Map(objects.map((object) => [object.metadata.uid, object]));
  const latest = new Map<string, string>();
  const sorted = events
    .filter(({ involvedObject }) => byUid.has(involvedObject.uid))
    .sort((a, b) => (timeOf(b) < timeOf(a) ? -1 : 1));
  for (const { reason, message, count, involvedObject } of sorted) {
    const text = `${reason}: ${message}`;
    if (!latest.has(text))
      latest.set(
        text,
        `event on ${involvedObject.kind} ${involvedObject.name}: ${text}${count && count > 1 ? ` (${count} times)` : ''}`,
      );
  }
  return [...latest.values()];
}

function timeOf({ lastTimestamp, eventTime, metadata }: Event): string {
  return lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '';
}
