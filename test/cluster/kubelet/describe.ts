import type { ContainerStatus, Event, Pod } from '../../../lib/kube/generated/core-v1';
import { podCondition } from '../../../lib/kube/pod-status';

/** A pod's status in one line: `web Running Ready  web=running+ready x1`. */
export function describePod({ metadata, status }: Pod): string {
  const {
    phase,
    reason,
    initContainerStatuses = [],
    containerStatuses = [],
    ephemeralContainerStatuses = [],
  } = status!;
  const ready = podCondition(status, 'Ready');
  const initialized = podCondition(status, 'Initialized');
  const words = [
    phase!,
    reason,
    podCondition(status, 'PodReadyToStartContainers')?.status === 'True' ? 'sandbox' : undefined,
    initialized?.status === 'False' ? initialized.reason : undefined,
    ready?.status === 'True' ? 'Ready' : ready?.reason,
  ].filter(Boolean);
  const containers = [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses];
  return `${metadata.name}: ${words.join(' ')} | ${containers.map(describeContainer).join(', ')}`;
}

function describeContainer({ name, state, ready, started, restartCount }: ContainerStatus): string {
  const { waiting, terminated } = state!;
  let text = 'running';
  if (waiting) text = waiting.reason!;
  if (terminated) text = `${terminated.reason}(${terminated.exitCode})`;
  if (state!.running && started === false) text += ' not started';
  if (ready) text += ' ready';
  if (restartCount > 0) text += ` x${restartCount}`;
  return `${name} ${text}`;
}

/** An event in one line, with its count if it was repeated. */
export function describeEvent({ type, reason, message, involvedObject, count = 1 }: Event): string {
  const container = /\{(.*)\}/.exec(involvedObject.fieldPath ?? '')?.[1];
  const about = container ? `${involvedObject.name}/${container}` : involvedObject.name;
  return `  ${type} ${reason} ${about}: ${message}${count > 1 ? ` (x${count})` : ''}`;
}
