import { freeze, type Writable } from '../../kube/frozen';
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../../kube/generated/core-v1';
import { type PodContainer, terminatedState } from './container';
import { containerStatus } from './container-status';
import { foreignConditions, podConditions } from './pod-conditions';
import { type PodPhase, podPhase, type ReportedContainer } from './pod-phase';
import { resourceStatus } from './pod-resources';

/** All that a kubelet knows of a pod when it reports. */
export interface PodObservation {
  /** The pod as it was last synced. */
  readonly pod: Pod;
  /** What the kubelet reported last; undefined at first. */
  readonly reported: PodStatus | undefined;
  /** What the API server has now. */
  readonly current: PodStatus;
  readonly init: readonly PodContainer[];
  readonly regular: readonly PodContainer[];
  readonly ephemeral: readonly PodContainer[];
  readonly hasSandbox: boolean;
  /** A regular container has run in the current sandbox. */
  readonly hasInitialized: boolean;
  readonly podIp: string | undefined;
  readonly hostIp: string;
  readonly startTime: string;
  /** Nothing runs, and nothing will run any more. */
  readonly isTerminal: boolean;
  /** The kubelet is done with the pod: what it knows no end of has failed. */
  readonly isFinished: boolean;
  /** The pod's end, once it is decided: later states do not change it. */
  readonly outcome: PodOutcome | undefined;
  /** As the API writes times. */
  readonly now: string;
}

/** How a pod ends, and why if somebody ended it. */
export interface PodOutcome {
  readonly phase: 'Succeeded' | 'Failed';
  readonly reason?: string;
  readonly message?: string;
}

/** A status in the making. */
type Draft = Writable<PodStatus>;

const NO_CONDITIONS: readonly PodCondition[] = [];

/** What the API should be told of a pod. Pure. */
export function buildPodStatus(observation: PodObservation): PodStatus {
  const { pod, current, podIp, hostIp } = observation;
  const init = reportAll(observation.init, pod);
  const regular = reportAll(observation.regular, pod);
  const phase = observation.outcome?.phase ?? phaseOf(observation, init, regular);
  const status = draftOf(pod, current);
  // A kubelet that lets go of a pod leaves no doubt about its end; conditions go on saying how far it came.
  setEnd(status, observation.isFinished && !isEnd(phase) ? 'Failed' : phase, observation);
  status.conditions = conditionsOf(observation, init, regular, phase);
  status.hostIP = hostIp;
  status.hostIPs = listOfOne(hostIp, current.hostIPs);
  if (podIp !== undefined) {
    status.podIP = podIp;
    status.podIPs = listOfOne(podIp, current.podIPs);
  }
  status.startTime = observation.startTime;
  setContainers(status, observation, init, regular);
  const { resources, allocatedResources } = resourceStatus(pod.spec!, current.phase === 'Running');
  status.resources = resources;
  if (allocatedResources) status.allocatedResources = allocatedResources;
  return status;
}

type IpList = readonly { readonly ip: string }[];

/** What stays as it is stays the same object, and is not looked at again. */
function listOfOne(ip: string, known: IpList | undefined): IpList {
  return known?.length === 1 && known[0]!.ip === ip ? known : [{ ip }];
}

/** Of a pod that the kubelet does not take. */
export function rejectedStatus(
  pod: Pod,
  current: PodStatus,
  reason: string,
  message: string,
  now: string,
): PodStatus {
  const status = draftOf(pod, current);
  status.phase = 'Failed';
  status.reason = reason;
  status.message = `Pod was rejected: ${message}`;
  const conditions = foreignConditions(current.conditions ?? NO_CONDITIONS);
  if (conditions.length > 0) status.conditions = conditions;
  status.startTime = current.startTime ?? now;
  return status;
}

/** Begins with the parts of a pod's status that kubelets leave alone. */
function draftOf(pod: Pod, current: PodStatus): Draft {
  const status: Draft = {};
  const { qosClass, nominatedNodeName, resourceClaimStatuses } = current;
  const { extendedResourceClaimStatus, nodeAllocatableResourceClaimStatuses } = current;
  if (qosClass !== undefined) status.qosClass = qosClass;
  if (nominatedNodeName !== undefined) status.nominatedNodeName = nominatedNodeName;
  if (resourceClaimStatuses !== undefined) status.resourceClaimStatuses = resourceClaimStatuses;
  if (extendedResourceClaimStatus !== undefined)
    status.extendedResourceClaimStatus = extendedResourceClaimStatus;
  if (nodeAllocatableResourceClaimStatuses !== undefined)
    status.nodeAllocatableResourceClaimStatuses = nodeAllocatableResourceClaimStatuses;
  const { generation } = pod.metadata;
  if (generation !== undefined) status.observedGeneration = generation;
  return status;
}

function reportAll(containers: readonly PodContainer[], pod: Pod): readonly ReportedContainer[] {
  const reported: ReportedContainer[] = [];
  for (const container of containers) reported.push(reportOf(container, pod));
  return reported;
}

/** What is said of one container, built again only when it has changed. */
export function reportOf(container: PodContainer, { spec, metadata }: Pod): ReportedContainer {
  container.built ??= freeze(
    containerStatus(container, { spec: spec!, isDeleted: metadata.deletionTimestamp !== undefined }),
  );
  return { container, status: container.built };
}

function phaseOf(
  { pod, current, isTerminal, hasInitialized }: PodObservation,
  init: readonly ReportedContainer[],
  regular: readonly ReportedContainer[],
): PodPhase {
  if (isEnd(current.phase)) return current.phase;
  return podPhase({ spec: pod.spec!, init, regular, isTerminal, hasInitialized });
}

function isEnd(phase: PodStatus['phase']): phase is 'Succeeded' | 'Failed' {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** The API hears of a pod's end only when nothing of it runs any more. Reason and message stay as long as the phase. */
function setEnd(status: Draft, phase: PodPhase, { current, outcome, isTerminal }: PodObservation): void {
  const isHeldBack = isEnd(phase) && !isTerminal && !isEnd(current.phase);
  status.phase = isHeldBack ? current.phase : phase;
  const said = outcome && !isHeldBack ? outcome : current.phase === status.phase ? current : undefined;
  if (said?.reason) status.reason = said.reason;
  if (said?.message) status.message = said.message;
}

function conditionsOf(
  observation: PodObservation,
  init: readonly ReportedContainer[],
  regular: readonly ReportedContainer[],
  phase: PodPhase,
): readonly PodCondition[] {
  const { pod, current, reported, hasSandbox, now } = observation;
  return podConditions({
    init,
    regular,
    readinessGates: pod.spec!.readinessGates,
    phase,
    hasSandbox,
    old: (reported ?? current).conditions ?? NO_CONDITIONS,
    current: current.conditions ?? NO_CONDITIONS,
    generation: pod.metadata.generation,
    now,
  });
}

function setContainers(
  status: Draft,
  { pod, ephemeral, isFinished }: PodObservation,
  init: readonly ReportedContainer[],
  regular: readonly ReportedContainer[],
): void {
  const final = isFinished ? finalStatuses(init, regular) : undefined;
  if (init.length > 0) status.initContainerStatuses = final?.init ?? statusesOf(init);
  status.containerStatuses = byName(final?.regular ?? statusesOf(regular));
  if (ephemeral.length > 0) status.ephemeralContainerStatuses = byName(statusesOf(reportAll(ephemeral, pod)));
}

function statusesOf(reported: readonly ReportedContainer[]): ContainerStatus[] {
  return reported.map(({ status }) => status);
}

function byName(statuses: ContainerStatus[]): readonly ContainerStatus[] {
  return statuses.length < 2 ? statuses : statuses.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const LOST: ContainerStatus['state'] = {
  terminated: {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
  },
};

/** What has no end on record counts as failed, unless it never came to start (the status manager's TerminatePod). */
function finalStatuses(init: readonly ReportedContainer[], regular: readonly ReportedContainer[]) {
  const failed = ({ container, status }: ReportedContainer): ContainerStatus => {
    if (status.state!.terminated) return status;
    const { state, id } = container;
    return state.kind === 'exited'
      ? { ...status, state: { terminated: terminatedState(state, id) } }
      : { ...status, state: LOST };
  };
  const touched = (one: ReportedContainer) => !one.status.state!.waiting || one.status.lastState!.terminated;
  const lastTouched = Math.max(0, init.findLastIndex(touched));
  return {
    init: init.map((one, index) => (index <= lastTouched ? failed(one) : one.status)),
    regular: wasInitialized(init, regular) ? regular.map(failed) : statusesOf(regular),
  };
}

function wasInitialized(init: readonly ReportedContainer[], regular: readonly ReportedContainer[]): boolean {
  const last = init.at(-1);
  if (!last) return true;
  if (regular.some(({ status }) => !status.state!.waiting || status.lastState!.terminated)) return true;
  if (last.container.kind === 'sidecar') return last.status.started === true;
  return (last.status.state!.terminated ?? last.status.lastState!.terminated)?.exitCode === 0;
}
