import type { Pod } from '../../../kube/generated/core-v1';
import { isPodTerminal } from '../../../kube/pod-status';
import { desiredReplicas } from './replica-limits';
import { actualReplicas, isActive } from './replica-sets';
import type { Rollout } from './rollout';

/**
 * One step of the Recreate strategy: everything old goes before anything new comes. Returns whether the new version
 * runs at its full size.
 * @param podsOf the pods of a ReplicaSet, by its UID
 */
export function recreateStep(rollout: Rollout, podsOf: (uid: string) => readonly Pod[]): boolean {
  let scaled = false;
  for (const replicaSet of rollout.old.filter(isActive)) scaled = rollout.scale(replicaSet, 0) || scaled;
  if (scaled || oldPodsRun(rollout, podsOf)) return false;
  rollout.ensureCurrent();
  rollout.scale(rollout.current!, desiredReplicas(rollout.deployment));
  return true;
}

function oldPodsRun({ old }: Rollout, podsOf: (uid: string) => readonly Pod[]): boolean {
  if (actualReplicas(old) > 0) return true;
  return old.some(({ metadata }) => podsOf(metadata.uid!).some((pod) => !isPodTerminal(pod)));
}
