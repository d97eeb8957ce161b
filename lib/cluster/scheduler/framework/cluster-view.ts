import type { Lister } from '../../../client/informer';
import type { ReplicaSet, StatefulSet } from '../../../kube/generated/apps-v1';
import type {
  Namespace,
  PersistentVolume,
  PersistentVolumeClaim,
  ReplicationController,
  Service,
} from '../../../kube/generated/core-v1';
import type { PodDisruptionBudget } from '../../../kube/generated/policy-v1';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  StorageClass,
  VolumeAttachment,
} from '../../../kube/generated/storage-v1';
import type { KubeObject } from '../../../kube/object';
import type { NodeTable } from '../cache/node-table';

export type ObjectLister<T extends KubeObject> = Pick<Lister<T>, 'get' | 'list'>;

/** The objects besides nodes and pods that decide where a pod may go. */
export interface SchedulingObjects {
  readonly namespaces: ObjectLister<Namespace>;
  readonly services: ObjectLister<Service>;
  readonly replicationControllers: ObjectLister<ReplicationController>;
  readonly replicaSets: ObjectLister<ReplicaSet>;
  readonly statefulSets: ObjectLister<StatefulSet>;
  readonly claims: ObjectLister<PersistentVolumeClaim>;
  readonly volumes: ObjectLister<PersistentVolume>;
  readonly storageClasses: ObjectLister<StorageClass>;
  readonly csiNodes: ObjectLister<CSINode>;
  readonly csiDrivers: ObjectLister<CSIDriver>;
  readonly csiStorageCapacities: ObjectLister<CSIStorageCapacity>;
  readonly volumeAttachments: ObjectLister<VolumeAttachment>;
  readonly disruptionBudgets: ObjectLister<PodDisruptionBudget>;
}

/** All that plugins look at. */
export interface ClusterView {
  readonly nodes: NodeTable;
  readonly objects: SchedulingObjects;
}
