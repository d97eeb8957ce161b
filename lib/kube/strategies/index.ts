import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../object';
import type { Strategy } from '../strategy';
import {
  mutatingAdmissionPolicyBindingStrategy,
  validatingAdmissionPolicyBindingStrategy,
} from './admission-policy-binding';
import { apiServiceStrategy } from './api-service';
import { certificateSigningRequestStrategy } from './certificate-signing-request';
import { configMapStrategy } from './config-map';
import { controllerRevisionStrategy } from './controller-revision';
import { cronJobStrategy } from './cron-job';
import { csiDriverStrategy } from './csi-driver';
import { csiNodeStrategy } from './csi-node';
import { csiStorageCapacityStrategy } from './csi-storage-capacity';
import { customResourceDefinitionStrategy } from './custom-resource-definition';
import { daemonSetStrategy } from './daemon-set';
import { deploymentStrategy } from './deployment';
import { deviceClassStrategy } from './device-class';
import { endpointSliceStrategy } from './endpoint-slice';
import { endpointsStrategy } from './endpoints';
import { eventStrategy, newEventStrategy } from './event';
import { flowSchemaStrategy, priorityLevelConfigurationStrategy } from './flow-control';
import {
  horizontalPodAutoscalerStrategy,
  v1HorizontalPodAutoscalerStrategy,
} from './horizontal-pod-autoscaler';
import { ingressStrategy } from './ingress';
import { ingressClassStrategy } from './ingress-class';
import { ipAddressStrategy } from './ip-address';
import { jobStrategy } from './job';
import { leaseStrategy } from './lease';
import { limitRangeStrategy } from './limit-range';
import { mutatingAdmissionPolicyStrategy } from './mutating-admission-policy';
import { namespaceStrategy } from './namespace';
import { networkPolicyStrategy } from './network-policy';
import { nodeStrategy } from './node';
import { persistentVolumeStrategy } from './persistent-volume';
import { persistentVolumeClaimStrategy } from './persistent-volume-claim';
import { podStrategy } from './pod';
import { podDisruptionBudgetStrategy } from './pod-disruption-budget';
import { podTemplateStrategy } from './pod-template-object';
import { priorityClassStrategy } from './priority-class';
import { replicaSetStrategy } from './replica-set';
import { replicationControllerStrategy } from './replication-controller';
import { resourceClaimStrategy, resourceClaimTemplateStrategy } from './resource-claim';
import { resourceQuotaStrategy } from './resource-quota';
import { resourceSliceStrategy } from './resource-slice';
import { clusterRoleStrategy, roleStrategy } from './role';
import { clusterRoleBindingStrategy, roleBindingStrategy } from './role-binding';
import { runtimeClassStrategy } from './runtime-class';
import { secretStrategy } from './secret';
import { serviceStrategy } from './service';
import { serviceAccountStrategy } from './service-account';
import { serviceCidrStrategy } from './service-cidr';
import { statefulSetStrategy } from './stateful-set';
import { storageClassStrategy } from './storage-class';
import { validatingAdmissionPolicyStrategy } from './validating-admission-policy';
import { volumeAttachmentStrategy } from './volume-attachment';
import { volumeAttributesClassStrategy } from './volume-attributes-class';
import {
  mutatingWebhookConfigurationStrategy,
  validatingWebhookConfigurationStrategy,
} from './webhook-configuration';

/** Gives up the type of the objects: only the objects of a kind ever reach its strategy. */
function rules<T extends KubeObject>(kind: string, strategy: Strategy<T>): [string, Strategy] {
  return [kind, strategy as unknown as Strategy];
}

/** One line per kind. */
const STRATEGIES: ReadonlyMap<string, Strategy> = new Map([
  rules('v1 ConfigMap', configMapStrategy),
  rules('v1 Endpoints', endpointsStrategy),
  rules('v1 Event', eventStrategy),
  rules('v1 LimitRange', limitRangeStrategy),
  rules('v1 Namespace', namespaceStrategy),
  rules('v1 Node', nodeStrategy),
  rules('v1 PersistentVolume', persistentVolumeStrategy),
  rules('v1 PersistentVolumeClaim', persistentVolumeClaimStrategy),
  rules('v1 Pod', podStrategy),
  rules('v1 PodTemplate', podTemplateStrategy),
  rules('v1 ReplicationController', replicationControllerStrategy),
  rules('v1 ResourceQuota', resourceQuotaStrategy),
  rules('v1 Secret', secretStrategy),
  rules('v1 Service', serviceStrategy),
  rules('v1 ServiceAccount', serviceAccountStrategy),
  rules('admissionregistration.k8s.io/v1 MutatingAdmissionPolicy', mutatingAdmissionPolicyStrategy),
  rules(
    'admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding',
    mutatingAdmissionPolicyBindingStrategy,
  ),
  rules('admissionregistration.k8s.io/v1 MutatingWebhookConfiguration', mutatingWebhookConfigurationStrategy),
  rules('admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy', validatingAdmissionPolicyStrategy),
  rules(
    'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding',
    validatingAdmissionPolicyBindingStrategy,
  ),
  rules(
    'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration',
    validatingWebhookConfigurationStrategy,
  ),
  rules('apiregistration.k8s.io/v1 APIService', apiServiceStrategy),
  rules('apiextensions.k8s.io/v1 CustomResourceDefinition', customResourceDefinitionStrategy),
  rules('apps/v1 ControllerRevision', controllerRevisionStrategy),
  rules('apps/v1 DaemonSet', daemonSetStrategy),
  rules('apps/v1 Deployment', deploymentStrategy),
  rules('apps/v1 ReplicaSet', replicaSetStrategy),
  rules('apps/v1 StatefulSet', statefulSetStrategy),
  rules('coordination.k8s.io/v1 Lease', leaseStrategy),
  rules('events.k8s.io/v1 Event', newEventStrategy),
  rules('autoscaling/v1 HorizontalPodAutoscaler', v1HorizontalPodAutoscalerStrategy),
  rules('autoscaling/v2 HorizontalPodAutoscaler', horizontalPodAutoscalerStrategy),
  rules('batch/v1 CronJob', cronJobStrategy),
  rules('batch/v1 Job', jobStrategy),
  rules('certificates.k8s.io/v1 CertificateSigningRequest', certificateSigningRequestStrategy),
  rules('discovery.k8s.io/v1 EndpointSlice', endpointSliceStrategy),
  rules('flowcontrol.apiserver.k8s.io/v1 FlowSchema', flowSchemaStrategy),
  rules('flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration', priorityLevelConfigurationStrategy),
  rules('networking.k8s.io/v1 IPAddress', ipAddressStrategy),
  rules('networking.k8s.io/v1 Ingress', ingressStrategy),
  rules('networking.k8s.io/v1 IngressClass', ingressClassStrategy),
  rules('networking.k8s.io/v1 NetworkPolicy', networkPolicyStrategy),
  rules('networking.k8s.io/v1 ServiceCIDR', serviceCidrStrategy),
  rules('policy/v1 PodDisruptionBudget', podDisruptionBudgetStrategy),
  rules('node.k8s.io/v1 RuntimeClass', runtimeClassStrategy),
  rules('rbac.authorization.k8s.io/v1 ClusterRole', clusterRoleStrategy),
  rules('rbac.authorization.k8s.io/v1 ClusterRoleBinding', clusterRoleBindingStrategy),
  rules('rbac.authorization.k8s.io/v1 Role', roleStrategy),
  rules('rbac.authorization.k8s.io/v1 RoleBinding', roleBindingStrategy),
  rules('resource.k8s.io/v1 DeviceClass', deviceClassStrategy),
  rules('resource.k8s.io/v1 ResourceClaim', resourceClaimStrategy),
  rules('resource.k8s.io/v1 ResourceClaimTemplate', resourceClaimTemplateStrategy),
  rules('resource.k8s.io/v1 ResourceSlice', resourceSliceStrategy),
  rules('scheduling.k8s.io/v1 PriorityClass', priorityClassStrategy),
  rules('storage.k8s.io/v1 CSIDriver', csiDriverStrategy),
  rules('storage.k8s.io/v1 CSINode', csiNodeStrategy),
  rules('storage.k8s.io/v1 CSIStorageCapacity', csiStorageCapacityStrategy),
  rules('storage.k8s.io/v1 StorageClass', storageClassStrategy),
  rules('storage.k8s.io/v1 VolumeAttachment', volumeAttachmentStrategy),
  rules('storage.k8s.io/v1 VolumeAttributesClass', volumeAttributesClassStrategy),
]);

/** The rules of a built-in kind, or undefined: the generic ones. */
export function strategyOf(kind: GroupVersionKind): Strategy | undefined {
  return STRATEGIES.get(`${apiVersionOf(kind)} ${kind.kind}`);
}
