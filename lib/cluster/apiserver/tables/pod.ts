import { humanDuration } from '../../../kube/duration';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  Pod,
  PodStatus,
} from '../../../kube/generated/core-v1';
import { isPodReady, isPodTerminal, podCondition } from '../../../kube/pod-status';
import { parseTime } from '../../../kube/time';
import { age, NONE, nameOf } from './cells';
import type { Cell, RowCondition } from './table';

/** What the containers of a pod add up to. */
interface Summary {
  /** The word in the column Status. */
  reason: string;
  ready: number;
  restarts: number;
  /** When the last of the restarted containers ended, in milliseconds since the Unix epoch. */
  lastRestart: number;
}

export function podCells(pod: Pod, now: number): readonly Cell[] {
  const { spec, status } = pod;
  const { reason, ready, restarts, lastRestart } = summaryOf(pod);
  const total = (spec?.containers.length ?? 0) + (spec?.initContainers?.filter(isSidecar).length ?? 0);
  return [
    nameOf(pod),
    `${ready}/${total}`,
    reason,
    restarts > 0 && lastRestart > 0
      ? `${restarts} (${humanDuration(now - lastRestart)} ago)`
      : String(restarts),
    age(pod, now),
    status?.podIPs?.[0]?.ip || NONE,
    spec?.nodeName || NONE,
    status?.nominatedNodeName || NONE,
    readinessGates(pod),
  ];
}

/** Marks the rows of finished pods. */
export function podConditions({ status }: Pod): readonly RowCondition[] | undefined {
  if (status?.phase === 'Succeeded') return SUCCEEDED;
  return status?.phase === 'Failed' ? FAILED : undefined;
}

const completed = (reason: string, message: string): readonly RowCondition[] =>
  Object.freeze([{ type: 'Completed', status: 'True', reason, message }]);
const SUCCEEDED = completed('Succeeded', 'The pod has completed successfully.');
const FAILED = completed('Failed', 'The pod failed.');

function summaryOf(pod: Pod): Summary {
  const { metadata, status } = pod;
  const { summary, sidecars, initializing } = initSummary(pod);
  const result =
    initializing && podCondition(status, 'Initialized')?.status !== 'True'
      ? summary
      : mainSummary(pod, { ...sidecars, reason: summary.reason, ready: summary.ready });
  if (metadata.deletionTimestamp) {
    if (status?.reason === 'NodeLost') return { ...result, reason: 'Unknown' };
    if (!isPodTerminal(pod)) return { ...result, reason: 'Terminating' };
  }
  return result;
}

/** The init containers, in their order, up to the first that is not done. */
function initSummary({ spec, status }: Pod): { summary: Summary; sidecars: Summary; initializing: boolean } {
  const inits = spec?.initContainers ?? [];
  const sidecarNames = new Set(inits.filter(isSidecar).map(({ name }) => name));
  const summary: Summary = { reason: phaseReason(status), ready: 0, restarts: 0, lastRestart: 0 };
  const sidecars: Summary = { ...summary };
  for (const [index, container] of (status?.initContainerStatuses ?? []).entries()) {
    const isSidecarStatus = sidecarNames.has(container.name);
    addRestarts(summary, container);
    if (isSidecarStatus) addRestarts(sidecars, container);
    if (container.state?.terminated && (container.state.terminated.exitCode ?? 0) === 0) continue;
    if (isSidecarStatus && container.started) {
      if (container.ready) summary.ready++;
      continue;
    }
    summary.reason = `Init:${initReason(container.state) ?? `${index}/${inits.length}`}`;
    return { summary, sidecars, initializing: true };
  }
  return { summary, sidecars, initializing: false };
}

/** Why an init container is not done; undefined while it simply runs. */
function initReason({ terminated, waiting }: ContainerState = {}): string | undefined {
  if (terminated) return terminationReason(terminated);
  return waiting?.reason && waiting.reason !== 'PodInitializing' ? waiting.reason : undefined;
}

/** The main containers; of several that wait or have ended the first one's reason counts. */
function mainSummary(pod: Pod, start: Summary): Summary {
  const summary = { ...start };
  let running = false;
  let failure = '';
  for (const container of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    addRestarts(summary, container);
    const { waiting, terminated, running: isRunning } = container.state ?? {};
    if (waiting?.reason) summary.reason = waiting.reason;
    else if (terminated) {
      summary.reason = terminationReason(terminated);
      if (terminated.exitCode) failure = summary.reason;
    } else if (container.ready && isRunning) {
      running = true;
      summary.ready++;
    }
  }
  // One container has completed while others may still run.
  if (summary.reason === 'Completed') {
    if (running && isPodReady(pod)) summary.reason = 'Running';
    else if (failure) summary.reason = failure;
    else if (running) summary.reason = 'NotReady';
  }
  return summary;
}

function phaseReason(status: PodStatus | undefined): string {
  const gated = status?.conditions?.some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  );
  return gated ? 'SchedulingGated' : status?.reason || status?.phase || '';
}

function addRestarts(summary: Summary, { restartCount, lastState }: ContainerStatus): void {
  summary.restarts += restartCount;
  const ended = lastState?.terminated?.finishedAt;
  if (ended) summary.lastRestart = Math.max(summary.lastRestart, parseTime(ended));
}

function terminationReason({ reason, signal, exitCode }: NonNullable<ContainerState['terminated']>): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function isSidecar({ restartPolicy }: Container): boolean {
  return restartPolicy === 'Always';
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return NONE;
  const open = gates.filter(({ conditionType }) => podCondition(status, conditionType)?.status === 'True');
  return `${open.length}/${gates.length}`;
}
