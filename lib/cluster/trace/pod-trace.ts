import type { UserInfo, Verb } from '../../kube/api-request';
import { serviceKeyOf } from '../../kube/endpoint-slices';
import type { Pod } from '../../kube/generated/core-v1';
import type { EndpointSlice } from '../../kube/generated/discovery-v1';
import { keyOf } from '../../kube/object';
import { isPodReady } from '../../kube/pod-status';

/** One write of the history, as far as a trace looks at it. */
export interface TracedWrite {
  readonly revision: number;
  readonly type: 'create' | 'update' | 'delete';
  /** `deployments.apps`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly value: { readonly object: unknown };
  readonly previous: { readonly object: unknown } | undefined;
  readonly user: UserInfo;
  readonly agent: string;
  readonly verb: Verb;
  readonly subresource: string;
  readonly cause: number | undefined;
  readonly time: number;
}

/** The writes of a cluster, by revision. */
export interface History {
  readonly revision: number;
  readonly compacted: number;
  revisionAt(revision: number): TracedWrite | undefined;
}

/** One step of a request's path through the components. */
export interface TraceStep {
  /** Milliseconds since the Unix epoch, in the cluster's time. */
  readonly time: number;
  /** Undefined for what leaves nothing in the API: kube-proxy's rules. */
  readonly write: TracedWrite | undefined;
  /** Who acted: `kubectl`, `deployment-controller`, `kubelet`. */
  readonly component: string;
  /** What the step did: `created ReplicaSet shop/api-5d4f`, `bound the pod to node-2`. */
  readonly action: string;
}

/** When kube-proxy's rules of a Service began to send traffic to a pod; undefined when they do not. */
export type TargetSince = (service: string, pod: string) => number | undefined;

/**
 * The path of a pod's creation through the components: from the request that made its owner, over the controllers, the
 * scheduler and the kubelet, to the EndpointSlices and the rules of kube-proxy that send it traffic. Empty when the history
 * no longer knows the pod.
 */
export function podTrace(
  history: History,
  namespace: string,
  name: string,
  targetSince: TargetSince = () => undefined,
): readonly TraceStep[] {
  const writes = [...writesOf(history)];
  const created = writes.find((write) => isPod(write, namespace, name) && write.type === 'create');
  if (!created) return [];
  const own = writes.filter((write) => isPod(write, namespace, name) && write !== created);
  const steps = [...causesOf(history, created), created].map(creationStep);
  const pod = `${namespace}/${name}`;
  return [
    ...steps,
    ...own.flatMap(podStep),
    ...endpointSteps(writes, pod),
    ...proxySteps(writes, pod, targetSince),
  ].sort((a, b) => a.time - b.time || revisionOf(a) - revisionOf(b));
}

function revisionOf({ write }: TraceStep): number {
  return write?.revision ?? Number.POSITIVE_INFINITY;
}

function stepOf(write: TracedWrite, action: string): TraceStep {
  return { time: write.time, write, component: componentOf(write), action };
}

function* writesOf(history: History): Generator<TracedWrite> {
  for (let revision = history.compacted + 1; revision <= history.revision; revision++)
    yield history.revisionAt(revision)!;
}

function isPod(write: TracedWrite, namespace: string, name: string): boolean {
  return write.resource === 'pods' && write.namespace === namespace && write.name === name;
}

/** The writes that led to this one, the first cause first. */
function causesOf(history: History, write: TracedWrite): TracedWrite[] {
  const causes: TracedWrite[] = [];
  for (let { cause } = write; cause !== undefined; ) {
    const found = history.revisionAt(cause);
    if (!found) break;
    causes.unshift(found);
    cause = found.cause;
  }
  return causes;
}

function creationStep(write: TracedWrite): TraceStep {
  const { kind } = write.value.object as { kind: string };
  const verb = write.type === 'create' ? 'created' : 'changed';
  return stepOf(write, `${verb} ${kind} ${write.namespace}/${write.name}`);
}

/** What one write did to the pod; writes that say nothing new are left out. */
function podStep(write: TracedWrite): TraceStep[] {
  const after = write.value.object as Pod;
  const before = write.previous?.object as Pod | undefined;
  const step = (action: string): TraceStep[] => [stepOf(write, action)];
  if (write.type === 'delete') return step('removed the pod');
  if (after.spec?.nodeName && !before?.spec?.nodeName) return step(`bound the pod to ${after.spec.nodeName}`);
  if (after.metadata.deletionTimestamp && !before?.metadata.deletionTimestamp)
    return step('asked for the pod to end');
  const changes = [
    ...(after.status?.podIP && !before?.status?.podIP ? [`gave it the address ${after.status.podIP}`] : []),
    ...(after.status?.phase !== before?.status?.phase ? [`reported phase ${after.status?.phase}`] : []),
    ...(isPodReady(after) !== Boolean(before && isPodReady(before))
      ? [`reported it ${isPodReady(after) ? 'ready' : 'not ready'}`]
      : []),
  ];
  return changes.length ? step(changes.join(', ')) : [];
}

/** The first time each slice lists the pod, and the first time it lists it as ready. */
function endpointSteps(writes: readonly TracedWrite[], pod: string): TraceStep[] {
  const steps: TraceStep[] = [];
  const seen = new Map<string, 'listed' | 'ready'>();
  for (const { write, slice, ready } of listings(writes, pod)) {
    const state = ready ? 'ready' : 'listed';
    if (seen.get(keyOf(slice)) === state || seen.get(keyOf(slice)) === 'ready') continue;
    seen.set(keyOf(slice), state);
    const what = ready ? 'listed it as ready in' : 'listed it, not ready, in';
    steps.push(stepOf(write, `${what} EndpointSlice ${keyOf(slice)}`));
  }
  return steps;
}

/** The Services that send traffic to the pod. */
function proxySteps(writes: readonly TracedWrite[], pod: string, targetSince: TargetSince): TraceStep[] {
  const services = new Set([...listings(writes, pod)].flatMap(({ slice }) => serviceKeyOf(slice) ?? []));
  return [...services].flatMap((service) => {
    const time = targetSince(service, pod);
    if (time === undefined) return [];
    return [
      { time, write: undefined, component: 'kube-proxy', action: `sends it traffic of Service ${service}` },
    ];
  });
}

/** Every state of a slice that lists the pod. */
function* listings(
  writes: readonly TracedWrite[],
  pod: string,
): Generator<{ write: TracedWrite; slice: EndpointSlice; ready: boolean }> {
  for (const write of writes) {
    if (write.resource !== 'endpointslices.discovery.k8s.io') continue;
    const slice = write.value.object as EndpointSlice;
    const endpoint = slice.endpoints?.find(
      ({ targetRef }) => targetRef && `${targetRef.namespace}/${targetRef.name}` === pod,
    );
    if (endpoint) yield { write, slice, ready: endpoint.conditions?.ready ?? true };
  }
}

/** A controller acts as its service account, a node as itself; everybody else is known by the program. */
export function componentOf({ user, agent }: Pick<TracedWrite, 'user' | 'agent'>): string {
  if (user.name.startsWith('system:node:')) return `kubelet on ${user.name.slice('system:node:'.length)}`;
  if (user.name.startsWith('system:')) return user.name.slice(user.name.lastIndexOf(':') + 1);
  return agent.split('/')[0]!;
}
