import * as types from '../../../kube/generated/resources';
import { apiVersionOf, type KubeObject } from '../../../kube/object';
import type { ResourceType } from '../../../kube/resource-type';
import * as admission from './admission';
import { nameOf } from './cells';
import columns from './columns.json';
import * as configuration from './configuration';
import * as controlPlane from './control-plane';
import { coreEventCells, eventCells } from './event';
import { autoscalerCells, autoscalerV1Cells } from './horizontal-pod-autoscaler';
import { cronJobCells, jobCells } from './job';
import * as networking from './networking';
import { nodeCells } from './node';
import { podCells, podConditions } from './pod';
import { bindingCells } from './rbac';
import { resourceQuotaCells } from './resource-quota';
import { serviceCells } from './service';
import * as storage from './storage';
import type { CellsOf, Column, TablePrinter } from './table';
import * as workloads from './workloads';

/** Recorded from the reference version by tools/record-tables.ts, by API version and kind. */
const COLUMNS = columns as { readonly [key: string]: readonly Column[] };

const PRINTERS = new Map<string, TablePrinter>();

function register<T extends KubeObject>(
  { group, version, kind }: Pick<ResourceType<T>, 'group' | 'version' | 'kind' | '_object'>,
  cells: CellsOf<T>,
  more: Pick<TablePrinter<T>, 'conditions' | 'compare'> = {},
): void {
  const key = keyOf(apiVersionOf({ group, version }), kind);
  PRINTERS.set(key, { columns: COLUMNS[key]!, cells, ...more } as unknown as TablePrinter);
}

function keyOf(apiVersion: string, kind: string): string {
  return `${apiVersion} ${kind}`;
}

register(types.ComponentStatuses, configuration.componentStatusCells);
register(types.ConfigMaps, configuration.configMapCells);
register(types.Endpoints, networking.endpointsCells);
register(types.Events, coreEventCells);
register(types.Namespaces, configuration.namespaceCells);
register(types.Nodes, nodeCells);
register(types.PersistentVolumeClaims, storage.persistentVolumeClaimCells);
register(types.PersistentVolumes, storage.persistentVolumeCells);
register(types.Pods, podCells, { conditions: podConditions });
register(types.PodTemplates, workloads.podTemplateCells);
register(types.ReplicationControllers, workloads.replicationControllerCells);
register(types.ResourceQuotas, resourceQuotaCells);
register(types.Secrets, configuration.secretCells);
register(types.ServiceAccounts, configuration.nameAndAge);
register(types.Services, serviceCells);
register(types.MutatingAdmissionPolicies, admission.mutatingPolicyCells);
register(types.MutatingAdmissionPolicyBindings, admission.policyBindingCells);
register(types.MutatingWebhookConfigurations, admission.webhookCells);
register(types.ValidatingAdmissionPolicies, admission.validatingPolicyCells);
register(types.ValidatingAdmissionPolicyBindings, admission.policyBindingCells);
register(types.ValidatingWebhookConfigurations, admission.webhookCells);
register(types.APIServices, controlPlane.apiServiceCells);
register(types.ControllerRevisions, workloads.controllerRevisionCells);
register(types.DaemonSets, workloads.daemonSetCells);
register(types.Deployments, workloads.deploymentCells);
register(types.ReplicaSets, workloads.replicaSetCells);
register(types.StatefulSets, workloads.statefulSetCells);
register({ group: 'autoscaling', version: 'v1', kind: 'Scale' }, workloads.scaleCells);
register(types.HorizontalPodAutoscalers, autoscalerCells);
register(types.AutoscalingV1HorizontalPodAutoscalers, autoscalerV1Cells);
register(types.CronJobs, cronJobCells);
register(types.Jobs, jobCells);
register(types.CertificateSigningRequests, controlPlane.signingRequestCells);
register(types.Leases, controlPlane.leaseCells);
register(types.EndpointSlices, networking.endpointSliceCells);
register(types.EventsV1Events, eventCells);
register(types.FlowSchemas, controlPlane.flowSchemaCells, { compare: controlPlane.byPrecedence });
register(types.PriorityLevelConfigurations, controlPlane.priorityLevelCells);
register(types.IngressClasses, networking.ingressClassCells);
register(types.Ingresses, networking.ingressCells);
register(types.IPAddresses, networking.ipAddressCells);
register(types.NetworkPolicies, networking.networkPolicyCells);
register(types.ServiceCIDRs, networking.serviceCidrCells);
register(types.RuntimeClasses, controlPlane.runtimeClassCells);
register(types.PodDisruptionBudgets, workloads.disruptionBudgetCells);
register(types.ClusterRoleBindings, bindingCells);
register(types.RoleBindings, bindingCells);
register(types.DeviceClasses, configuration.nameAndAge);
register(types.ResourceClaims, controlPlane.resourceClaimCells);
register(types.ResourceClaimTemplates, configuration.nameAndAge);
register(types.ResourceSlices, controlPlane.resourceSliceCells);
register(types.PriorityClasses, controlPlane.priorityClassCells);
register(types.CSIDrivers, storage.csiDriverCells);
register(types.CSINodes, storage.csiNodeCells);
register(types.StorageClasses, storage.storageClassCells);
register(types.VolumeAttachments, storage.volumeAttachmentCells);
register(types.VolumeAttributesClasses, storage.volumeAttributesClassCells);

/** Kinds without columns of their own, such as Roles, show the time of creation as it is (Kubernetes' default convertor). */
const DEFAULT: TablePrinter = {
  columns: COLUMNS['default']!,
  cells: (object) => [nameOf(object), object.metadata.creationTimestamp ?? '0001-01-01T00:00:00Z'],
  emptyIsNull: true,
};

/** How objects of a kind are printed: `printerOf('apps/v1', 'Deployment')`. */
export function printerOf(apiVersion: string, kind: string): TablePrinter {
  return PRINTERS.get(keyOf(apiVersion, kind)) ?? DEFAULT;
}
