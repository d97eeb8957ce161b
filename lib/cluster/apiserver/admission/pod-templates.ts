import type { PodTemplateSpec } from '../../../kube/generated/core-v1';
import type { KubeObject } from '../../../kube/object';

/** The resources that pods are made from. */
export const WORKLOADS: ReadonlySet<string> = new Set([
  'replicationcontrollers',
  'podtemplates',
  'replicasets.apps',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
]);

interface Workload extends KubeObject {
  readonly template?: PodTemplateSpec;
  readonly spec?: {
    readonly template?: PodTemplateSpec;
    readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } };
  };
}

/** The template in an object of one of these resources, wherever it is. */
export function podTemplateOf(object: KubeObject): PodTemplateSpec | undefined {
  const { template, spec } = object as Workload;
  return template ?? spec?.template ?? spec?.jobTemplate?.spec?.template;
}
