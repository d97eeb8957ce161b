import type { Pod } from '../../../kube/generated/core-v1';
import { podCondition } from '../../../kube/pod-status';
import type { ResourceMetrics } from '../../component/resource-metrics';
import { MetricError } from './metric-error';
import { type MeasuredResource, type PodMetric, podMetrics, podRequests } from './pod-metrics';

/** Milliseconds after its start in which a pod's use of CPU only counts when it is ready. */
const CPU_INITIALIZATION = 300_000;
/** Milliseconds after its start until which a pod that is not ready has never been. */
const INITIAL_READINESS = 30_000;

/** How far from its target a metric may be without consequences, as a part of the target. */
export interface Tolerances {
  readonly down: number;
  readonly up: number;
}

export interface ReplicaQuestion extends MeasuredResource {
  readonly metrics: ResourceMetrics | undefined;
  readonly pods: readonly Pod[];
  readonly replicas: number;
  readonly tolerances: Tolerances;
  /** Percent of what pods ask for, or thousandths for each pod. */
  readonly target: { readonly utilization: number } | { readonly value: number };
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

export interface ReplicaProposal {
  readonly replicas: number;
  /** Percent; only for targets of that kind. */
  readonly utilization?: number;
  /** Thousandths, on average. */
  readonly average: number;
}

/** How many replicas would bring the metric to its target. Throws a {@link MetricError}. Pure. */
export function proposeReplicas(question: ReplicaQuestion): ReplicaProposal {
  const { pods, target, replicas, tolerances, now } = question;
  const metrics = podMetrics(question.metrics, pods, question);
  if (pods.length === 0)
    throw new MetricError('no pods returned by selector while calculating replica count');
  const { ready, unready, missing, ignored } = groupPods(pods, metrics, question.resource, now);
  for (const name of [...ignored, ...unready]) metrics.delete(name);
  if (metrics.size === 0)
    throw new MetricError('did not receive metrics for targeted pods (pods might be unready)');
  const requests = 'utilization' in target ? podRequests(pods, question) : undefined;
  const { ratio, ...usage } = usageOf(metrics, target, requests);
  const growsWithUnready = unready.length > 0 && ratio > 1;
  if (!growsWithUnready && missing.length === 0) {
    const isClose = isWithin(ratio, tolerances);
    return { replicas: isClose ? replicas : Math.ceil(ratio * ready), ...usage };
  }
  // What is not known is taken to be whatever changes least.
  if (ratio < 1) for (const name of missing) metrics.set(name, assumed(fallback(name, target, requests)));
  else if (ratio > 1) for (const name of missing) metrics.set(name, assumed(0));
  if (growsWithUnready) for (const name of unready) metrics.set(name, assumed(0));
  const { ratio: cautious } = usageOf(metrics, target, requests);
  const turns = (ratio < 1 && cautious > 1) || (ratio > 1 && cautious < 1);
  const proposal = Math.ceil(cautious * metrics.size);
  const isContrary = (cautious < 1 && proposal > replicas) || (cautious > 1 && proposal < replicas);
  const stays = isWithin(cautious, tolerances) || turns || isContrary;
  return { replicas: stays ? replicas : proposal, ...usage };
}

function isWithin(ratio: number, { down, up }: Tolerances): boolean {
  return 1 - down <= ratio && ratio <= 1 + up;
}

function assumed(value: number): PodMetric {
  return { value, at: 0, window: 0 };
}

/** For a pod that nobody has measured, when there seem to be too many: it uses all it may. */
function fallback(
  name: string,
  target: ReplicaQuestion['target'],
  requests: ReadonlyMap<string, number> | undefined,
): number {
  if (!('utilization' in target)) return target.value;
  return Math.floor((requests!.get(name)! * Math.max(100, target.utilization)) / 100);
}

function usageOf(
  metrics: ReadonlyMap<string, PodMetric>,
  target: ReplicaQuestion['target'],
  requests: ReadonlyMap<string, number> | undefined,
) {
  let used = 0;
  let requested = 0;
  let count = 0;
  for (const [name, { value }] of metrics) {
    if (requests && !requests.has(name)) continue;
    used += value;
    requested += requests?.get(name) ?? 0;
    count++;
  }
  if (!('utilization' in target)) {
    const average = Math.trunc(used / count);
    return { ratio: average / target.value, average };
  }
  if (requested === 0) throw new MetricError('no metrics returned matched known pods');
  const utilization = Math.trunc((used * 100) / requested);
  return { ratio: utilization / target.utilization, utilization, average: Math.trunc(used / count) };
}

interface PodGroups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
}

function groupPods(
  pods: readonly Pod[],
  metrics: ReadonlyMap<string, PodMetric>,
  resource: string,
  now: number,
): PodGroups {
  const unready: string[] = [];
  const missing: string[] = [];
  const ignored: string[] = [];
  let ready = 0;
  for (const pod of pods) {
    const name = pod.metadata.name!;
    const metric = metrics.get(name);
    const phase = pod.status?.phase;
    if (pod.metadata.deletionTimestamp || phase === 'Failed') ignored.push(name);
    else if (phase === 'Pending') unready.push(name);
    else if (!metric) missing.push(name);
    else if (resource === 'cpu' && isUnready(pod, metric, now)) unready.push(name);
    else ready++;
  }
  return { ready, unready, missing, ignored };
}

/** A pod that starts uses more CPU than it will later. */
function isUnready({ status }: Pod, { at, window }: PodMetric, now: number): boolean {
  const condition = podCondition(status, 'Ready');
  if (!condition?.lastTransitionTime || status?.startTime === undefined) return true;
  const started = Date.parse(status.startTime);
  const changed = Date.parse(condition.lastTransitionTime);
  const isFalse = condition.status === 'False';
  if (started + CPU_INITIALIZATION > now) return isFalse || at < changed + window;
  return isFalse && started + INITIAL_READINESS > changed;
}
