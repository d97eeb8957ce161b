import type { HorizontalPodAutoscaler } from '../../kube/generated/autoscaling-v2';
import type { KubeObject } from '../../kube/object';
import { isObject } from '../../kube/record';
import { groupKindOf } from '../../kube/relations/relations';
import type { Workload } from '../../kube/workloads';
import type { Consequence } from '../change';
import { type ConsequenceRule, type DiffContext, type PairChange, workloadsOf } from '../context';
import { changesBelow, pathsOf } from '../field-lookup';
import { describePods } from '../pod-count';
import { describeEntry, describeWorkload, plural } from '../wording';

/** More or fewer pods: replicas, autoscalers, and workloads that come and go. */
export const scaling: ConsequenceRule = function* (change, context) {
  const { before, after } = workloadsOf(change);
  if (before || after) yield* workloadScaling(change, before, after, context);
  else if (isAutoscaler(change)) yield* autoscalerScaling(change, context);
};

function* workloadScaling(
  change: PairChange,
  before: Workload | undefined,
  after: Workload | undefined,
  context: DiffContext,
): Generator<Consequence> {
  if (!before && after) {
    const pods = describePods(after, context.after);
    yield scaled([], 'info', `${describeWorkload(after)} starts ${startedPods(after, pods)}`);
  } else if (before && !after) {
    const pods = describePods(before, context.before);
    const end = before.kind === 'CronJob' ? 'starts no more jobs' : `stops its ${pods}`;
    yield scaled([], 'notice', `${describeWorkload(before)} ${end}`);
  } else if (before && after && change.action !== 'rename')
    yield* replicaScaling(change, before, after, context);
}

function startedPods({ kind }: Workload, pods: string): string {
  if (kind === 'DaemonSet') return `a ${pods}`;
  return kind === 'CronJob' ? `${pods} by its schedule` : pods;
}

function* replicaScaling(
  { fields, after: entry }: PairChange,
  before: Workload,
  after: Workload,
  context: DiffContext,
): Generator<Consequence> {
  const causes = COUNT_FIELDS.flatMap((field) => changesBelow(fields, field));
  const [from, to] = [before.replicas, after.replicas];
  if (causes.length === 0 || from === to || from === undefined || to === undefined) return;
  const name = describeWorkload(after);
  const [autoscaler] = context.after.autoscalersOf(after);
  if (autoscaler && to > 0) {
    if (!setsReplicas(entry!.written)) {
      const message = `${name} leaves the number of its pods to HorizontalPodAutoscaler/${autoscaler.metadata.name}; if the autoscaler has never set it, it is ${to} until it does`;
      yield scaled(pathsOf(causes), 'notice', message);
      return;
    }
    const { minReplicas = 1, maxReplicas } = autoscaler.spec;
    const message = `${name} is set to ${plural(to, 'pod')} (was ${from}), whatever the load: HorizontalPodAutoscaler/${autoscaler.metadata.name} corrects it to ${minReplicas} to ${maxReplicas} afterwards`;
    yield scaled(pathsOf(causes), to < from ? 'warning' : 'notice', message);
    return;
  }
  const message =
    to === 0
      ? `${name} stops all its ${plural(from, 'pod')}`
      : `${name} goes from ${plural(from, 'pod')} to ${to}`;
  yield scaled(pathsOf(causes), to === 0 ? 'warning' : to < from ? 'notice' : 'info', message);
}

function setsReplicas(written: KubeObject & { readonly spec?: unknown }): boolean {
  return isObject(written.spec) && written.spec.replicas !== undefined;
}

const COUNT_FIELDS = ['spec.replicas', 'spec.parallelism', 'spec.suspend'];

function isAutoscaler({ before, after }: PairChange): boolean {
  return groupKindOf((after ?? before)!.object) === 'autoscaling/HorizontalPodAutoscaler';
}

function* autoscalerScaling(
  { before, after, fields, action }: PairChange,
  context: DiffContext,
): Generator<Consequence> {
  const old = before && boundsOf(before.object as HorizontalPodAutoscaler);
  const bounds = after && boundsOf(after.object as HorizontalPodAutoscaler);
  if (!bounds) {
    const name = describeEntry(before!);
    yield scaled(
      [],
      'warning',
      `nothing scales ${old!.target} by its load any more: ${name} is gone, and the number of pods stays where it is until the manifest's \`replicas\` is applied`,
    );
    return;
  }
  if (!old) {
    const scaledObject = context.after.scaledBy(after!.object as HorizontalPodAutoscaler);
    const missing = scaledObject ? '' : `, which is not in these manifests`;
    yield scaled(
      [],
      'info',
      `${bounds.target}${missing} is scaled between ${bounds.least} and ${plural(bounds.most, 'pod')} by its load`,
    );
    return;
  }
  if (action === 'rename') return;
  if (old.target !== bounds.target) {
    const causes = changesBelow(fields, 'spec.scaleTargetRef');
    yield scaled(
      pathsOf(causes),
      'warning',
      `${describeEntry(after!)} scales ${bounds.target} and no longer ${old.target}`,
    );
  }
  if (old.least !== bounds.least || old.most !== bounds.most) {
    const causes = [...changesBelow(fields, 'spec.minReplicas'), ...changesBelow(fields, 'spec.maxReplicas')];
    const smaller = bounds.least < old.least || bounds.most < old.most;
    yield scaled(
      pathsOf(causes),
      smaller ? 'notice' : 'info',
      `${bounds.target} may have ${bounds.least} to ${plural(bounds.most, 'pod')} (was ${old.least} to ${old.most})`,
    );
  }
  const others = [...changesBelow(fields, 'spec.metrics'), ...changesBelow(fields, 'spec.behavior')];
  if (others.length > 0) yield scaled(pathsOf(others), 'notice', `${bounds.target} is scaled by other rules`);
}

function boundsOf({ spec }: HorizontalPodAutoscaler) {
  const { kind, name } = spec.scaleTargetRef;
  return { target: `${kind}/${name}`, least: spec.minReplicas ?? 1, most: spec.maxReplicas };
}

function scaled(fields: readonly string[], severity: Consequence['severity'], message: string): Consequence {
  return { type: 'scaling', severity, fields, message };
}
