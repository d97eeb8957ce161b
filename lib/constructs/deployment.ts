import type { Construct } from 'constructs';
import type { Deployment, DeploymentSpec } from '../kube/generated/apps-v1';
import { Deployments } from '../kube/generated/resources';
import { KubeApiObject } from './kube-api-object';
import { makeAutoscaler, type Replicas } from './replicas';
import type { Workload } from './workload';

/** The label by which a Deployment tells its revisions apart. */
export const POD_TEMPLATE_HASH = 'pod-template-hash';

/**
 * Runs the pods of a workload as a Deployment. Without a number where an autoscaler decides: one would undo its work with
 * every apply.
 */
export function makeDeployment(
  owner: Construct,
  { name, labels, selector, pod }: Workload,
  replicas: Replicas,
): KubeApiObject<Deployment> {
  const spec = (): DeploymentSpec => ({
    ...(typeof replicas === 'number' && { replicas }),
    selector: { matchLabels: selector },
    // A rollout never has fewer pods than asked for.
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
    template: pod.toJson(),
  });
  return new KubeApiObject(owner, 'Deployment', Deployments, { name, labels, fields: { spec } });
}

/** The autoscaler of a Deployment; none where its number of pods is given. */
export function autoscalerOf(
  owner: Construct,
  deployment: KubeApiObject<Deployment>,
  { labels }: Workload,
  replicas: Replicas,
): ReturnType<typeof makeAutoscaler> | undefined {
  return typeof replicas === 'number' ? undefined : makeAutoscaler(owner, deployment, labels, replicas);
}
