import type { DaemonSet, Deployment, DeploymentStrategy, StatefulSet } from '../../kube/generated/apps-v1';
import { IntOrStringError } from '../../kube/int-or-string';
import type { Relations } from '../../kube/relations/relations';
import { type ReplicaLimits, replicaLimitsOf } from '../../kube/replica-limits';
import type { Workload } from '../../kube/workloads';
import type { Consequence } from '../change';
import { type ConsequenceRule, type DiffContext, workloadsOf } from '../context';
import { changesBelow, pathsOf } from '../field-lookup';
import { describePods, type PodCount, podCount } from '../pod-count';
import { describeWorkload, plural } from '../wording';

/** Another pod template: which pods are replaced, how many at a time, and whether anybody serves meanwhile. */
export const rollingRestart: ConsequenceRule = function* (change, context) {
  const { before, after } = workloadsOf(change);
  if (change.action !== 'update' || !before || !after) return;
  const causes = changesBelow(change.fields, after.templatePath);
  if (causes.length === 0) return;
  const outcome = restartOf(after, context);
  if (!outcome) return;
  const onlyOrder = causes.every((cause) => cause.change === 'reordered');
  const why = onlyOrder
    ? ': nothing but the order of a list changed, but Kubernetes compares pod templates literally'
    : '';
  yield { type: 'rolling-restart', fields: pathsOf(causes), ...outcome, message: outcome.message + why };
};

type Outcome = Pick<Consequence, 'severity' | 'message'>;

/** What a new template does to the pods; undefined when they stay as they are. */
function restartOf(workload: Workload, context: DiffContext): Outcome | undefined {
  const count = podCount(workload, context.after);
  if (count?.most === 0) return undefined;
  switch (workload.kind) {
    case 'Deployment':
      return deploymentRestart(workload, count ?? ONE, context.after);
    case 'StatefulSet':
      return statefulSetRestart(workload, count ?? ONE, context.after);
    case 'DaemonSet':
      return daemonSetRestart(workload);
    case 'Pod':
      return {
        severity: 'notice',
        message: `${describeWorkload(workload)} restarts the containers that changed`,
      };
    default:
      return undefined;
  }
}

const ONE: PodCount = { least: 1, most: 1 };

function deploymentRestart(workload: Workload, count: PodCount, relations: Relations): Outcome | undefined {
  const { strategy, paused } = (workload.object as Deployment).spec ?? {};
  if (paused) return undefined;
  const pods = count.most === 1 ? 'only pod' : describePods(workload, relations);
  const subject = `${describeWorkload(workload)} restarts its ${pods}`;
  if (strategy?.type === 'Recreate')
    return {
      severity: 'warning',
      message: `${subject}: all old ones stop before the first new one starts, so that nobody serves in between`,
    };
  const least = limitsFor(strategy, count.least);
  const most = limitsFor(strategy, count.most);
  const atOnce = range(least.maxSurge + least.maxUnavailable, most.maxSurge + most.maxUnavailable);
  const allMissing = least.maxUnavailable >= count.least && relations.servicesOf(workload).length > 0;
  return {
    severity: allMissing ? 'warning' : 'notice',
    message: allMissing
      ? `${subject}, at most ${atOnce} at a time; maxUnavailable lets all of them be missing at once`
      : count.most === 1
        ? subject
        : `${subject}, at most ${atOnce} at a time`,
  };
}

/** Percentages that the API server would refuse count for nothing. */
function limitsFor(strategy: DeploymentStrategy | undefined, pods: number): ReplicaLimits {
  try {
    return replicaLimitsOf(strategy, pods);
  } catch (error) {
    if (error instanceof IntOrStringError) return { maxSurge: 0, maxUnavailable: Math.min(1, pods) };
    throw error;
  }
}

function range(least: number, most: number): string {
  return least === most ? String(least) : `${least} to ${most}`;
}

function statefulSetRestart(workload: Workload, count: PodCount, relations: Relations): Outcome | undefined {
  const { updateStrategy } = (workload.object as StatefulSet).spec ?? {};
  if (updateStrategy?.type === 'OnDelete') return undefined;
  const partition = updateStrategy?.rollingUpdate?.partition ?? 0;
  const restarted = count.most - partition;
  if (restarted <= 0) return undefined;
  const name = describeWorkload(workload);
  if (count.most === 1) {
    const isServed = relations.servicesOf(workload).length > 0;
    return {
      severity: isServed ? 'warning' : 'notice',
      message: `${name} restarts its only pod: it stops before the new one starts, so that nobody serves in between`,
    };
  }
  const whom =
    partition > 0
      ? `restarts ${plural(restarted, 'pod')} of ${count.most}, those from ordinal ${partition} on`
      : `restarts its ${describePods(workload, relations)}`;
  return { severity: 'notice', message: `${name} ${whom}, one at a time from the last to the first` };
}

function daemonSetRestart(workload: Workload): Outcome | undefined {
  const { updateStrategy } = (workload.object as DaemonSet).spec ?? {};
  if (updateStrategy?.type === 'OnDelete') return undefined;
  const { maxUnavailable = 1, maxSurge = 0 } = updateStrategy?.rollingUpdate ?? {};
  const surges = maxSurge !== 0 && maxSurge !== '0%';
  const share = surges ? maxSurge : maxUnavailable;
  const atOnce = typeof share === 'number' ? `${share} at a time` : `${share} of them at a time`;
  return {
    severity: 'notice',
    message: `${describeWorkload(workload)} restarts its pod on every node, at most ${atOnce}`,
  };
}
