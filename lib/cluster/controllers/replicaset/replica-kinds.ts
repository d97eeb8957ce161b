import type { ReplicaSet } from '../../../kube/generated/apps-v1';
import type { PodTemplateSpec, ReplicationController } from '../../../kube/generated/core-v1';
import { ReplicaSets, ReplicationControllers } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import type { ResourceType } from '../../../kube/resource-type';
import { LabelSelector } from '../../../kube/selectors/label-selector';

/** What a ReplicaSet and a ReplicationController have in common. */
export interface Replicated extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly template?: PodTemplateSpec;
  };
  readonly status?: ReplicatedStatus;
}

export interface ReplicatedStatus {
  readonly replicas: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly terminatingReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly ReplicatedCondition[];
}

export interface ReplicatedCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** A kind of object that keeps a number of equal pods. */
export interface ReplicaKind<T extends Replicated> {
  /** The controller's name, as clients and events carry it. */
  readonly controller: string;
  readonly type: ResourceType<T>;
  readonly apiVersion: string;
  readonly kind: string;
  selectorOf(object: T): LabelSelector;
  /** Whether the status has `terminatingReplicas`. */
  readonly countsTerminating: boolean;
}

export const REPLICA_SET: ReplicaKind<ReplicaSet> = {
  controller: 'replicaset-controller',
  type: ReplicaSets,
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  selectorOf: ({ spec }) => LabelSelector.of(spec!.selector),
  countsTerminating: true,
};

export const REPLICATION_CONTROLLER: ReplicaKind<ReplicationController> = {
  controller: 'replication-controller',
  type: ReplicationControllers,
  apiVersion: 'v1',
  kind: 'ReplicationController',
  selectorOf: ({ spec }) => LabelSelector.ofMap(spec?.selector ?? {}),
  countsTerminating: false,
};
