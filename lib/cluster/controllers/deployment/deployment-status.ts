import type { Deployment, DeploymentStatus, ReplicaSet } from '../../../kube/generated/apps-v1';
import { nonZero } from '../../component/status-fields';
import { newCondition, withCondition } from './deployment-conditions';
import { desiredReplicas, replicaLimits } from './replica-limits';
import { actualReplicas, availableReplicas, totalSize } from './replica-sets';

/** What a Deployment has: the ReplicaSet of its current template, if there is one, and those of former ones. */
export interface ReplicaSetFamily {
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

export function allOf({ current, old }: ReplicaSetFamily): readonly ReplicaSet[] {
  return current ? [...old, current] : old;
}

/** Counts and availability; says nothing about progress. Pure. `now` in milliseconds since the Unix epoch. */
export function deploymentStatus(
  deployment: Deployment,
  family: ReplicaSetFamily,
  now: number,
): DeploymentStatus {
  const all = allOf(family);
  const available = availableReplicas(all);
  const { conditions, collisionCount } = deployment.status ?? {};
  const status: DeploymentStatus = {
    observedGeneration: deployment.metadata.generation,
    ...nonZero({
      replicas: actualReplicas(all),
      updatedReplicas: family.current?.status?.replicas ?? 0,
      readyReplicas: all.reduce((total, one) => total + (one.status?.readyReplicas ?? 0), 0),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, totalSize(all) - available),
    }),
    terminatingReplicas: terminatingReplicas(all),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions ? { conditions } : {}),
  };
  const needed = desiredReplicas(deployment) - replicaLimits(deployment).maxUnavailable;
  return withCondition(status, availability(available >= needed, now));
}

function availability(isAvailable: boolean, now: number) {
  return isAvailable
    ? newCondition(
        'Available',
        'True',
        'MinimumReplicasAvailable',
        'Deployment has minimum availability.',
        now,
      )
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        now,
      );
}

/** Unknown as long as a ReplicaSet that was synced does not tell. */
function terminatingReplicas(replicaSets: readonly ReplicaSet[]): number | undefined {
  let total = 0;
  for (const { status } of replicaSets) {
    if (status?.terminatingReplicas !== undefined) total += status.terminatingReplicas;
    else if (status?.observedGeneration) return undefined;
  }
  return total;
}
