import { equal } from '../../../kube/frozen';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../../kube/generated/core-v1';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  StorageClass,
  VolumeAttachment,
} from '../../../kube/generated/storage-v1';
import type { KubeObject } from '../../../kube/object';
import type { PodInfo } from '../cache/pod-info';
import { PodRequests } from '../cache/pod-requests';

/** The objects whose changes can make a pod schedulable. */
interface Watched {
  Pod: Pod;
  Node: Node;
  PersistentVolumeClaim: PersistentVolumeClaim;
  PersistentVolume: PersistentVolume;
  StorageClass: StorageClass;
  CSINode: CSINode;
  CSIDriver: CSIDriver;
  CSIStorageCapacity: CSIStorageCapacity;
  VolumeAttachment: VolumeAttachment;
}

export type WatchedKind = keyof Watched;

/** What happened to an object, as specific as the scheduler can tell. `Update` also means every specific update. */
export type Action =
  | 'Add'
  | 'Delete'
  | 'Update'
  | 'UpdateNodeAllocatable'
  | 'UpdateNodeLabel'
  | 'UpdateNodeTaint'
  | 'UpdateNodeCondition'
  | 'UpdateNodeAnnotation'
  | 'UpdateNodeDeclaredFeature'
  | 'UpdatePodLabel'
  | 'UpdatePodScaleDown'
  | 'UpdatePodToleration'
  | 'UpdatePodSchedulingGatesEliminated';

/** Something that happened in the cluster. */
export interface ClusterEvent {
  readonly kind: WatchedKind;
  readonly action: Action;
  readonly before?: KubeObject;
  readonly after?: KubeObject;
}

/** Whether a change may make `pod` schedulable (Kubernetes' QueueingHintFn). */
export type QueueingHint<T> = (pod: PodInfo, before: T | undefined, after: T | undefined) => boolean;

/** A plugin's interest in a kind of event. */
export interface EventInterest {
  readonly kind: WatchedKind;
  readonly actions: readonly Action[];
  readonly hint: QueueingHint<KubeObject>;
}

const always = () => true;

/** `hint` is asked whether the event matters to a pod; without one it always does. */
export function on<K extends WatchedKind>(
  kind: K,
  actions: readonly Action[],
  hint: QueueingHint<Watched[K]> = always,
): EventInterest {
  return { kind, actions, hint: hint as unknown as QueueingHint<KubeObject> };
}

export function covers(actions: readonly Action[], action: Action): boolean {
  return actions.includes(action) || (action.startsWith('Update') && actions.includes('Update'));
}

/** The specific updates between two states of a pod; plain `Update` if there is none. */
export function podUpdates(before: Pod, after: Pod): readonly Action[] {
  const actions: Action[] = [];
  if (
    before.metadata.labels !== after.metadata.labels &&
    !equal(before.metadata.labels, after.metadata.labels)
  )
    actions.push('UpdatePodLabel');
  if (requestsLess(before, after)) actions.push('UpdatePodScaleDown');
  const { schedulingGates: gatesBefore = [], tolerations: toleratedBefore = [] } = before.spec!;
  const { schedulingGates: gatesAfter = [], tolerations: toleratedAfter = [] } = after.spec!;
  if (gatesBefore.length > 0 && gatesAfter.length === 0) actions.push('UpdatePodSchedulingGatesEliminated');
  if (toleratedBefore.length !== toleratedAfter.length) actions.push('UpdatePodToleration');
  return actions.length > 0 ? actions : UPDATE;
}

const UPDATE: readonly Action[] = ['Update'];

function requestsLess(before: Pod, after: Pod): boolean {
  const { containers, initContainers, resources } = before.spec!;
  const now = after.spec!;
  const sameSpec =
    containers === now.containers && initContainers === now.initContainers && resources === now.resources;
  if (sameSpec && before.status?.containerStatuses === after.status?.containerStatuses) return false;
  return PodRequests.ofRunning(after).isLessThan(PodRequests.ofRunning(before));
}

/** The updates between two states of a node that matter to the scheduler; often none. */
export function nodeUpdates(before: Node, after: Node): readonly Action[] {
  const actions: Action[] = [];
  const differs = (a: unknown, b: unknown) => a !== b && !equal(a, b);
  if (before.spec?.unschedulable && !after.spec?.unschedulable) actions.push('UpdateNodeTaint');
  if (differs(before.status?.allocatable, after.status?.allocatable)) actions.push('UpdateNodeAllocatable');
  if (differs(before.metadata.labels, after.metadata.labels)) actions.push('UpdateNodeLabel');
  if (differs(before.spec?.taints, after.spec?.taints)) actions.push('UpdateNodeTaint');
  if (conditionsDiffer(before, after)) actions.push('UpdateNodeCondition');
  if (differs(before.metadata.annotations, after.metadata.annotations)) actions.push('UpdateNodeAnnotation');
  if (differs(before.status?.declaredFeatures, after.status?.declaredFeatures))
    actions.push('UpdateNodeDeclaredFeature');
  return actions;
}

/** Heartbeats only change times, which do not count. */
function conditionsDiffer(before: Node, after: Node): boolean {
  const old = before.status?.conditions ?? [];
  const conditions = after.status?.conditions ?? [];
  if (old === conditions) return false;
  return (
    old.length !== conditions.length ||
    conditions.some(({ type, status }) => old.find((one) => one.type === type)?.status !== status)
  );
}
