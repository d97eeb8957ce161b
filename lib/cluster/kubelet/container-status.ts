import { restartsAfter } from '../../kube/container-restart';
import { memoize } from '../../kube/frozen';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  ContainerUser,
  PodSpec,
  VolumeMount,
  VolumeMountStatus,
} from '../../kube/generated/core-v1';
import { timestamp } from '../clock/clock';
import { type PodContainer, terminatedState } from './container';

const NO_STATE: ContainerState = {};
const NO_RESOURCES = {};

export interface ContainerStatusContext {
  readonly spec: PodSpec;
  /** Deleted pods start nothing any more. */
  readonly isDeleted: boolean;
}

/** What the API is told of a container. Pure. */
export function containerStatus(container: PodContainer, context: ContainerStatusContext): ContainerStatus {
  const { spec, kind, state } = container;
  const hasRun = state.kind !== 'absent';
  const { current, last } = statesOf(container, context);
  const { requests } = spec.resources ?? {};
  const { volumeMounts = [] } = spec;
  return {
    name: spec.name,
    state: current,
    lastState: last,
    ready: container.isReady,
    restartCount: container.restartCount,
    image: hasRun ? container.image : (spec.image ?? ''),
    imageID: hasRun ? container.imageRef : '',
    ...(hasRun ? { containerID: container.id } : {}),
    ...(kind === 'ephemeral' ? {} : { started: container.isStarted }),
    ...(hasRun ? { resources: spec.resources ?? NO_RESOURCES } : {}),
    ...(hasRun && requests ? { allocatedResources: requests } : {}),
    ...(volumeMounts.length > 0 ? { volumeMounts: mountStatuses(volumeMounts) } : {}),
    ...(hasRun ? { user: userOf(spec, context.spec) } : {}),
  };
}

function statesOf(
  container: PodContainer,
  context: ContainerStatusContext,
): { readonly current: ContainerState; readonly last: ContainerState } {
  const { state, shownError, id } = container;
  const last = container.last ? { terminated: container.last } : NO_STATE;
  if (state.kind === 'running')
    return { current: { running: { startedAt: timestamp(state.startedAt) } }, last };
  if (state.kind === 'absent') return { current: { waiting: waitingState(container, context) }, last };
  const terminated = terminatedState(state, id);
  if (!shownError || !willRestart(container, state.exitCode, context))
    return { current: { terminated }, last };
  return { current: { waiting: shownError }, last: { terminated } };
}

function waitingState({ shownError }: PodContainer, { spec, isDeleted }: ContainerStatusContext) {
  if (shownError && !isDeleted) return shownError;
  return { reason: spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating' };
}

function willRestart(
  { spec, kind }: PodContainer,
  exitCode: number,
  { spec: podSpec, isDeleted }: ContainerStatusContext,
): boolean {
  if (isDeleted || kind === 'ephemeral') return false;
  return !(kind === 'init' && exitCode === 0) && restartsAfter(spec, podSpec, exitCode);
}

const mountStatuses = memoize((mounts: readonly VolumeMount[]): readonly VolumeMountStatus[] =>
  mounts.map(({ name, mountPath, readOnly, recursiveReadOnly }) => ({
    name,
    mountPath,
    ...(readOnly
      ? {
          readOnly,
          recursiveReadOnly:
            recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible' ? 'Enabled' : 'Disabled',
        }
      : {}),
  })),
);

const ROOT: ContainerUser = { linux: { uid: 0, gid: 0, supplementalGroups: [0] } };

/** As whom the process runs. Images are not looked into: without a securityContext it is root. */
function userOf(
  { securityContext = {} }: Container,
  { securityContext: podContext = {} }: PodSpec,
): ContainerUser {
  const uid = securityContext.runAsUser ?? podContext.runAsUser ?? 0;
  const gid = securityContext.runAsGroup ?? podContext.runAsGroup ?? 0;
  const { fsGroup, supplementalGroups = [] } = podContext;
  if (uid === 0 && gid === 0 && fsGroup === undefined && supplementalGroups.length === 0) return ROOT;
  const groups = new Set([gid, ...supplementalGroups, ...(fsGroup === undefined ? [] : [fsGroup])]);
  return { linux: { uid, gid, supplementalGroups: [...groups] } };
}
