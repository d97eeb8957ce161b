import type { KubeObject } from '../kube/object';

/**
 * What must be there before what: the order in which kubectl users and Helm install kinds. Kinds that are not listed
 * (custom resources among them) come last but one, workloads having been listed before what routes traffic to them.
 */
const KIND_ORDER = [
  'Namespace',
  'CustomResourceDefinition',
  'PriorityClass',
  'StorageClass',
  'IngressClass',
  'RuntimeClass',
  'ResourceQuota',
  'LimitRange',
  'NetworkPolicy',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'Service',
  'PodDisruptionBudget',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'HorizontalPodAutoscaler',
  'Ingress',
];
const RANK = new Map(KIND_ORDER.map((kind, index) => [kind, index]));
const CUSTOM = KIND_ORDER.length;
const LAST = [
  'APIService',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
];

/** Kinds that others need to be effective, not just stored, before they are accepted. */
const FOUNDATIONS = new Set(['Namespace', 'CustomResourceDefinition']);

/** Objects in the order in which they are applied; stable within one kind. */
export function applyOrder<T extends { readonly object: KubeObject }>(objects: readonly T[]): readonly T[] {
  return [...objects].sort((a, b) => rankOf(a.object) - rankOf(b.object));
}

/** Whether the next objects wait until this one is ready. */
export function isFoundation({ kind }: KubeObject): boolean {
  return FOUNDATIONS.has(kind!);
}

function rankOf({ kind }: KubeObject): number {
  const last = LAST.indexOf(kind!);
  return last >= 0 ? CUSTOM + 1 + last : (RANK.get(kind!) ?? CUSTOM);
}
