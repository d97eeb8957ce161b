import type { CertificateAuthority } from '../kube/certificates/certificate';
import type { Component, ComponentContext } from './component/component-context';
import type { ResourceMetrics } from './component/resource-metrics';
import { CsrApprovingController } from './controllers/certificates/csr-approving-controller';
import { CsrSigningController } from './controllers/certificates/csr-signing-controller';
import { ClusterRoleAggregationController } from './controllers/clusterroleaggregation/cluster-role-aggregation-controller';
import { CronJobController } from './controllers/cronjob/cronjob-controller';
import { CsrCleaner } from './controllers/csrcleaner/csr-cleaner';
import { DaemonSetController } from './controllers/daemonset/daemonset-controller';
import { DeploymentController } from './controllers/deployment/deployment-controller';
import { DisruptionController } from './controllers/disruption/disruption-controller';
import { EndpointsController } from './controllers/endpoint/endpoints-controller';
import { EndpointSliceController } from './controllers/endpointslice/endpointslice-controller';
import { EndpointSliceMirroringController } from './controllers/endpointslicemirroring/endpointslicemirroring-controller';
import { EphemeralVolumeController } from './controllers/ephemeral/ephemeral-volume-controller';
import { GarbageCollector } from './controllers/garbagecollector/garbage-collector';
import { JobController } from './controllers/job/job-controller';
import { NamespaceController } from './controllers/namespace/namespace-controller';
import { NodeLifecycleController } from './controllers/nodelifecycle/node-lifecycle-controller';
import { PersistentVolumeController } from './controllers/persistentvolume/persistent-volume-controller';
import { HorizontalController } from './controllers/podautoscaler/horizontal-controller';
import { PodGcController } from './controllers/podgc/pod-gc-controller';
import { PvcProtectionController } from './controllers/pvcprotection/pvc-protection-controller';
import { PvProtectionController } from './controllers/pvprotection/pv-protection-controller';
import { REPLICA_SET, REPLICATION_CONTROLLER } from './controllers/replicaset/replica-kinds';
import { ReplicaSetController } from './controllers/replicaset/replicaset-controller';
import { ResourceQuotaController } from './controllers/resourcequota/resource-quota-controller';
import { RootCaPublisher } from './controllers/rootca/root-ca-publisher';
import { ServiceAccountsController } from './controllers/serviceaccount/serviceaccounts-controller';
import {
  TokensController,
  type TokensControllerOptions,
} from './controllers/serviceaccount/tokens-controller';
import { StatefulSetController } from './controllers/statefulset/statefulset-controller';
import { TaintEvictionController } from './controllers/tainteviction/taint-eviction-controller';
import { TtlController } from './controllers/ttl/ttl-controller';
import { TtlAfterFinishedController } from './controllers/ttlafterfinished/ttl-after-finished-controller';
import { PolicyStatusController } from './controllers/validatingadmissionpolicystatus/policy-status-controller';

export interface ControllerManagerOptions {
  /** Certificate of the authority that signed the API server's, in PEM. @default '' */
  readonly rootCa?: string;
  /** @default nobody signs certificates */
  readonly authority?: CertificateAuthority;
  /** A new token that lives in a secret. */
  readonly signToken: TokensControllerOptions['signToken'];
  /** What pods use. @default nobody measures them */
  readonly metrics?: ResourceMetrics;
}

/** All controllers of kube-controller-manager that the simulated cluster has. They share one cache. */
export function controllerManager(
  context: ComponentContext,
  { rootCa = '', authority, signToken, metrics }: ControllerManagerOptions,
): readonly Component[] {
  return [
    new NamespaceController(context),
    new ServiceAccountsController(context),
    new TokensController(context, { rootCa, signToken }),
    new RootCaPublisher(context, rootCa),
    new DeploymentController(context),
    new ReplicaSetController(context, REPLICA_SET),
    new ReplicaSetController(context, REPLICATION_CONTROLLER),
    new DaemonSetController(context),
    new StatefulSetController(context),
    new JobController(context),
    new CronJobController(context),
    new EndpointSliceController(context),
    new EndpointsController(context),
    new EndpointSliceMirroringController(context),
    new HorizontalController(context, metrics),
    new DisruptionController(context),
    new PersistentVolumeController(context),
    new EphemeralVolumeController(context),
    new PvcProtectionController(context),
    new PvProtectionController(context),
    new GarbageCollector(context),
    new NodeLifecycleController(context),
    new TaintEvictionController(context),
    new PodGcController(context),
    new TtlController(context),
    new TtlAfterFinishedController(context),
    new ResourceQuotaController(context),
    new ClusterRoleAggregationController(context),
    new CsrApprovingController(context),
    ...(authority ? [new CsrSigningController(context, authority)] : []),
    new CsrCleaner(context),
    new PolicyStatusController(context),
  ];
}
