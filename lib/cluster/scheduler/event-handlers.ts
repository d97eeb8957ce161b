import type { InformerFactory } from '../../client/informer';
import type { Node, Pod } from '../../kube/generated/core-v1';
import {
  CSIDrivers,
  CSINodes,
  CSIStorageCapacities,
  Nodes,
  PersistentVolumeClaims,
  PersistentVolumes,
  Pods,
  StorageClasses,
  VolumeAttachments,
} from '../../kube/generated/resources';
import type { KubeObject } from '../../kube/object';
import { isPodTerminal } from '../../kube/pod-status';
import type { ResourceType } from '../../kube/resource-type';
import type { SchedulerCache } from './cache/scheduler-cache';
import { nodeUpdates, podUpdates, type WatchedKind } from './framework/cluster-event';
import type { SchedulingQueue } from './queue/scheduling-queue';

export interface EventTargets {
  readonly cache: SchedulerCache;
  readonly queue: SchedulingQueue;
  /** Whether this scheduler places the pod. */
  readonly isResponsible: (pod: Pod) => boolean;
  /** A pod that was on its way to a node is gone, or going. Returns whether it was. */
  readonly abandon: (pod: Pod, cause: number) => boolean;
  /** A claim or a volume has changed. */
  readonly volumesChanged: (cause: number) => void;
}

/** Keeps the cache and the queue up to date with the cluster. */
export class EventHandlers {
  constructor(private readonly targets: EventTargets) {}

  register(informers: InformerFactory): void {
    informers.of(Pods).on({
      added: (pod, cause) => this.podAdded(pod, cause),
      updated: (pod, old, cause) => this.podUpdated(old, pod, cause),
      deleted: (pod, cause) => this.podDeleted(pod, cause),
    });
    informers.of(Nodes).on({
      added: (node, cause) => this.nodeAdded(node, cause),
      updated: (node, old, cause) => this.nodeUpdated(old, node, cause),
      deleted: (node, cause) => this.nodeDeleted(node, cause),
    });
    const { volumesChanged } = this.targets;
    this.watch(informers, PersistentVolumeClaims, 'PersistentVolumeClaim', volumesChanged);
    this.watch(informers, PersistentVolumes, 'PersistentVolume', volumesChanged);
    this.watch(informers, StorageClasses, 'StorageClass');
    this.watch(informers, CSINodes, 'CSINode');
    this.watch(informers, CSIDrivers, 'CSIDriver');
    this.watch(informers, CSIStorageCapacities, 'CSIStorageCapacity');
    this.watch(informers, VolumeAttachments, 'VolumeAttachment');
  }

  private watch<T extends KubeObject>(
    informers: InformerFactory,
    type: ResourceType<T>,
    kind: WatchedKind,
    also: (cause: number) => void = () => {},
  ): void {
    const { queue } = this.targets;
    informers.of(type).on({
      added: (after, cause) => {
        queue.happened({ kind, action: 'Add', after }, cause);
        also(cause);
      },
      updated: (after, before, cause) => {
        queue.happened({ kind, action: 'Update', before, after }, cause);
        also(cause);
      },
      deleted: (before, cause) => {
        queue.happened({ kind, action: 'Delete', before }, cause);
        also(cause);
      },
    });
  }

  /** Pods that have finished take nothing of a node: they do not exist for the scheduler. */
  private podAdded(pod: Pod, cause: number): void {
    const { queue, isResponsible } = this.targets;
    if (isPodTerminal(pod)) return;
    if (pod.spec!.nodeName) this.placed(pod, cause);
    else if (isResponsible(pod)) queue.add(pod, cause);
  }

  private podUpdated(before: Pod, after: Pod, cause: number): void {
    if (isPodTerminal(after)) {
      if (!isPodTerminal(before)) this.podDeleted(before, cause);
    } else if (isPodTerminal(before)) {
      this.podAdded(after, cause);
    } else if (before.spec!.nodeName) {
      this.placedPodUpdated(before, after, cause);
    } else if (after.spec!.nodeName) {
      this.placed(after, cause);
      this.targets.queue.delete(after.metadata.uid!);
    } else if (this.targets.isResponsible(after)) {
      this.waitingPodUpdated(before, after, cause);
    }
  }

  private podDeleted(pod: Pod, cause: number): void {
    const { cache, queue, isResponsible } = this.targets;
    if (isPodTerminal(pod) && !pod.spec!.nodeName) return;
    const uid = pod.metadata.uid!;
    if (pod.spec!.nodeName) {
      cache.removePod(uid);
      queue.happened({ kind: 'Pod', action: 'Delete', before: pod }, cause);
    } else if (isResponsible(pod)) {
      queue.delete(uid);
      if (!this.targets.abandon(pod, cause)) this.nominationEnded(pod, cause);
    }
  }

  private placed(pod: Pod, cause: number): void {
    const { cache, queue } = this.targets;
    cache.setPod(pod);
    queue.happened({ kind: 'Pod', action: 'Add', after: pod }, cause);
  }

  private placedPodUpdated(before: Pod, after: Pod, cause: number): void {
    const { cache, queue } = this.targets;
    cache.setPod(after);
    for (const action of podUpdates(before, after))
      queue.happened({ kind: 'Pod', action, before, after }, cause);
  }

  private waitingPodUpdated(before: Pod, after: Pod, cause: number): void {
    const { cache, queue, abandon } = this.targets;
    if (cache.isAssumed(after.metadata.uid!)) {
      if (after.metadata.deletionTimestamp && !before.metadata.deletionTimestamp) abandon(after, cause);
      return;
    }
    queue.update(before, after, cause);
    const promised = before.status?.nominatedNodeName;
    if (promised && promised !== after.status?.nominatedNodeName) this.nominationEnded(before, cause);
  }

  /** Pods that are not more important gave way to this one, as if it had been on its node. */
  private nominationEnded(pod: Pod, cause: number): void {
    if (!pod.status?.nominatedNodeName) return;
    const { priority = 0 } = pod.spec!;
    this.targets.queue.happened(
      { kind: 'Pod', action: 'Delete', before: pod },
      cause,
      (other) => other.priority <= priority,
    );
  }

  private nodeAdded(node: Node, cause: number): void {
    const { cache, queue } = this.targets;
    cache.setNode(node);
    queue.nodesChanged();
    queue.happened({ kind: 'Node', action: 'Add', after: node }, cause);
  }

  private nodeUpdated(before: Node, after: Node, cause: number): void {
    const { cache, queue } = this.targets;
    cache.setNode(after);
    for (const action of nodeUpdates(before, after))
      queue.happened({ kind: 'Node', action, before, after }, cause);
  }

  private nodeDeleted(node: Node, cause: number): void {
    const { cache, queue } = this.targets;
    queue.happened({ kind: 'Node', action: 'Delete', before: node }, cause);
    cache.removeNode(node);
    queue.nodesChanged();
  }
}
