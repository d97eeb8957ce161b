import type { Node, Pod } from '../../kube/generated/core-v1';
import type { KubeObject } from '../../kube/object';
import { Random } from '../clock/random';
import { Filters } from './algorithm/filters';
import { scoreNodes } from './algorithm/prioritize';
import { SchedulingAlgorithm, type Unschedulable } from './algorithm/schedule-pod';
import { NodeTable } from './cache/node-table';
import { PodInfo } from './cache/pod-info';
import { DEFAULT_PROFILE } from './default-profile';
import type { ClusterView } from './framework/cluster-view';
import type { PluginName, Rejection } from './framework/rejection';
import { fixedObjects } from './listers';

/** Where a pod could go. Objects are as the API server stores them, with defaults. */
export interface SchedulingSituation {
  readonly nodes: readonly Node[];
  /** Those with a node take room on it; others, and those that have finished, do not count. @default none */
  readonly pods?: readonly Pod[];
  /** Volumes, claims, Services, namespaces and whatever else matters. @default none */
  readonly objects?: readonly KubeObject[];
}

/** What the scheduler thinks of one node. */
export interface NodeVerdict {
  readonly node: string;
  /** What every plugin has against it; the scheduler itself reports only the first. Empty if the pod fits. */
  readonly rejections: readonly Rejection[];
  /** Weighted, per plugin that had an opinion. Only if the pod fits more than one node. */
  readonly scores: { readonly [plugin in PluginName]?: number };
  readonly total: number;
}

export interface Explanation {
  /** In the order in which the scheduler looks at them. */
  readonly nodes: readonly NodeVerdict[];
  /** Nodes with the highest score: the scheduler picks one of them. Empty if the pod fits nowhere. */
  readonly best: readonly string[];
  /** Why the pod is not even tried. */
  readonly gated?: Rejection;
  /** Why it fits nowhere, and what preemption would do. */
  readonly unschedulable?: Unschedulable;
}

/** The cluster that the plugins see in a situation. */
export function viewOf({ nodes, pods = [], objects = [] }: SchedulingSituation): ClusterView {
  const table = new NodeTable();
  for (const node of nodes) table.setNode(node);
  for (const pod of pods) {
    const nodeName = pod.spec?.nodeName;
    const finished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    if (nodeName && !finished) table.addPod(PodInfo.of(pod), nodeName);
  }
  return { nodes: table, objects: fixedObjects(objects) };
}

/**
 * Says where the default scheduler would put a pod, and why, without a cluster.
 * @param now milliseconds since the Unix epoch: victims of preemption that have not started count as starting then
 */
export function explainScheduling(pod: Pod, situation: SchedulingSituation, now = 0): Explanation {
  const cluster = viewOf(situation);
  const info = PodInfo.of(pod);
  const gated = DEFAULT_PROFILE.map((plugin) => plugin.preEnqueue?.(info)).find((one) => one !== undefined);
  if (gated) return { nodes: [], best: [], gated };
  const algorithm = new SchedulingAlgorithm({
    plugins: DEFAULT_PROFILE,
    cluster,
    nominated: () => [],
    random: new Random(),
    now: () => now,
  });
  const decision = algorithm.schedule(info);
  const nodes = verdicts(info, cluster);
  if (!('node' in decision)) return { nodes, best: [], unschedulable: decision };
  const highest = Math.max(...nodes.filter(fits).map(({ total }) => total));
  const best = nodes.filter((node) => fits(node) && node.total === highest).map(({ node }) => node);
  return { nodes, best };
}

const fits = ({ rejections }: NodeVerdict) => rejections.length === 0;

function verdicts(pod: PodInfo, cluster: ClusterView): readonly NodeVerdict[] {
  const filters = Filters.prepare(pod, cluster, DEFAULT_PROFILE);
  const rejectionsOf = (node: Parameters<Filters['all']>[0]) =>
    'preFilter' in filters ? [filters.preFilter] : filters.all(node);
  const judged = cluster.nodes.list().map((node) => ({ node, rejections: rejectionsOf(node) }));
  const feasible = judged.filter(({ rejections }) => rejections.length === 0).map(({ node }) => node);
  const scored = feasible.length > 1 ? scoreNodes(pod, feasible, cluster, DEFAULT_PROFILE) : [];
  return judged.map(({ node, rejections }) => {
    const index = feasible.indexOf(node);
    const scores = index < 0 ? [] : scored.map(({ plugin, scores }) => [plugin, scores[index]!] as const);
    const total = scores.reduce((sum, [, score]) => sum + score, 0);
    return { node: node.name, rejections, scores: Object.fromEntries(scores), total };
  });
}
