import type { Deployment, ReplicaSet } from '../../../kube/generated/apps-v1';
import { controllerReference, isControlledBy } from '../../../kube/object';
import { HASH_LABEL, podTemplateHash } from './pod-template-hash';
import { desiredReplicas } from './replica-limits';
import { hasTemplate } from './replica-sets';
import { newReplicaSetAnnotations, replicasAnnotations } from './revision';
import { sizeWithinSurge } from './rolling-update';
import type { Rollout } from './rollout';

export const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };

const LONGEST_NAME = 253;

/** The ReplicaSet of the Deployment's current template, with as many pods as it may start with. */
export function buildReplicaSet(rollout: Rollout, revision: bigint): ReplicaSet {
  const { deployment } = rollout;
  const { selector, template, minReadySeconds, strategy } = deployment.spec!;
  const hash = podTemplateHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: nameOf(deployment, hash),
      namespace: deployment.metadata.namespace,
      labels,
      annotations: {
        ...newReplicaSetAnnotations(deployment, {}, revision),
        ...replicasAnnotations(deployment),
      },
      ownerReferences: [controllerReference(deployment, DEPLOYMENT)],
    },
    spec: {
      replicas: strategy?.type === 'Recreate' ? desiredReplicas(deployment) : sizeWithinSurge(rollout, 0),
      minReadySeconds,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/** Whether a ReplicaSet of the expected name is the Deployment's, of its current template. */
export function isReplicaSetOf(deployment: Deployment, replicaSet: ReplicaSet): boolean {
  return (
    isControlledBy(replicaSet, deployment) &&
    hasTemplate(deployment.spec!.template, replicaSet.spec!.template!)
  );
}

/** Deterministic: creating it twice finds it there. */
function nameOf({ metadata }: Deployment, hash: string): string {
  return `${metadata.name!.slice(0, LONGEST_NAME - 1 - hash.length)}-${hash}`;
}
