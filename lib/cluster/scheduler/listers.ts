import type { Informer, InformerFactory } from '../../client/informer';
import {
  CSIDrivers,
  CSINodes,
  CSIStorageCapacities,
  Namespaces,
  PersistentVolumeClaims,
  PersistentVolumes,
  PodDisruptionBudgets,
  ReplicaSets,
  ReplicationControllers,
  Services,
  StatefulSets,
  StorageClasses,
  VolumeAttachments,
} from '../../kube/generated/resources';
import type { KubeObject } from '../../kube/object';
import type { ResourceType } from '../../kube/resource-type';
import type { ObjectLister, SchedulingObjects } from './framework/cluster-view';

/** The informers of a running cluster, as plugins see them. */
export function informerObjects(informers: InformerFactory): SchedulingObjects {
  return {
    namespaces: informers.of(Namespaces),
    services: new RememberedLists(informers.of(Services)),
    replicationControllers: informers.of(ReplicationControllers),
    replicaSets: informers.of(ReplicaSets),
    statefulSets: informers.of(StatefulSets),
    claims: informers.of(PersistentVolumeClaims),
    volumes: informers.of(PersistentVolumes),
    storageClasses: informers.of(StorageClasses),
    csiNodes: informers.of(CSINodes),
    csiDrivers: informers.of(CSIDrivers),
    csiStorageCapacities: informers.of(CSIStorageCapacities),
    volumeAttachments: informers.of(VolumeAttachments),
    disruptionBudgets: informers.of(PodDisruptionBudgets),
  };
}

/** Objects that are at hand, without a cluster. */
export function fixedObjects(objects: readonly KubeObject[]): SchedulingObjects {
  const of = <T extends KubeObject>({ kind }: ResourceType<T>) =>
    new FixedLister(objects.filter((object) => object.kind === kind) as T[]);
  return {
    namespaces: of(Namespaces),
    services: of(Services),
    replicationControllers: of(ReplicationControllers),
    replicaSets: of(ReplicaSets),
    statefulSets: of(StatefulSets),
    claims: of(PersistentVolumeClaims),
    volumes: of(PersistentVolumes),
    storageClasses: of(StorageClasses),
    csiNodes: of(CSINodes),
    csiDrivers: of(CSIDrivers),
    csiStorageCapacities: of(CSIStorageCapacities),
    volumeAttachments: of(VolumeAttachments),
    disruptionBudgets: of(PodDisruptionBudgets),
  };
}

class FixedLister<T extends KubeObject> implements ObjectLister<T> {
  constructor(private readonly objects: readonly T[]) {}

  get(namespace: string, name: string): T | undefined {
    return this.list(namespace).find(({ metadata }) => metadata.name === name);
  }

  list(namespace = ''): readonly T[] {
    return namespace ? this.objects.filter(({ metadata }) => metadata.namespace === namespace) : this.objects;
  }
}

/** Keeps the list of each namespace until something changes: every pod that is placed asks for it. */
class RememberedLists<T extends KubeObject> implements ObjectLister<T> {
  private readonly lists = new Map<string | undefined, readonly T[]>();

  constructor(private readonly informer: Informer<T>) {
    const forget = () => this.lists.clear();
    informer.on({ added: forget, updated: forget, deleted: forget });
  }

  get(namespace: string, name: string): T | undefined {
    return this.informer.get(namespace, name);
  }

  list(namespace?: string): readonly T[] {
    let list = this.lists.get(namespace);
    if (!list) {
      list = this.informer.list(namespace);
      this.lists.set(namespace, list);
    }
    return list;
  }
}
