import type { PersistentVolume, PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { EventInterest } from './cluster-event';
import type { ClusterView } from './cluster-view';
import type { PluginName, Rejection } from './rejection';

/** A plugin has nothing to do for a pod. */
export const SKIP = 'skip';

/** The best score of a node, before weighting. */
export const MAX_NODE_SCORE = 100;

/** What a plugin found out about one pod for one scheduling cycle; Kubernetes keeps it in the CycleState. */
export interface PodFilter {
  readonly plugin: PluginName;
  /** No other node can take the pod. */
  readonly nodeNames?: ReadonlySet<string>;
  /** Undefined for a node that can take the pod. */
  filter(node: NodeInfo): Rejection | undefined;
  /** Preemption and nominations ask what would be if `other` ran on `node`, or did not. */
  podAdded?(other: PodInfo, node: NodeInfo): void;
  podRemoved?(other: PodInfo, node: NodeInfo): void;
  /** A copy that may be changed; only filters that {@link podAdded} changes need one. */
  clone?(): PodFilter;
  /** What must be done about volumes before the pod can run on a node that it fits. Undefined when nothing. */
  volumes?(node: NodeInfo): PodVolumes | undefined;
}

/** Decisions about the claims of a pod that have no volume yet. */
export interface PodVolumes {
  /** Volumes that exist, and the claims that are to get them. */
  readonly bindings: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[];
  /** Claims for which volumes are to be made where the pod goes. */
  readonly provisions: readonly PersistentVolumeClaim[];
}

/** How well nodes suit one pod. */
export interface NodeScorer {
  /** From 0 to 100, unless {@link normalize} brings the scores there. */
  score(node: NodeInfo): number;
  /** `scores[i]` is that of `nodes[i]`. */
  normalize?(scores: number[], nodes: readonly NodeInfo[]): void;
}

/** A plugin of the scheduling framework. Plugins keep no state between pods. */
export interface Plugin {
  readonly name: PluginName;
  /** What may make a pod schedulable that this plugin turned away. */
  readonly interests: readonly EventInterest[];
  /** Why the pod must not even be tried. */
  preEnqueue?(pod: PodInfo): Rejection | undefined;
  preFilter?(pod: PodInfo, cluster: ClusterView): PodFilter | Rejection | typeof SKIP;
  /** `nodes` are those that can take the pod, at least two. */
  preScore?(pod: PodInfo, cluster: ClusterView, nodes: readonly NodeInfo[]): NodeScorer | typeof SKIP;
  /** Of its score in the sum. @default 1 */
  readonly weight?: number;
}

export function isRejection(result: PodFilter | Rejection): result is Rejection {
  return 'reasons' in result;
}

/** Brings scores to 0…100, the largest to 100; `reverse` makes the largest 0. */
export function normalizeScores(scores: number[], reverse = false): void {
  let max = 0;
  for (let index = 0; index < scores.length; index++) if (scores[index]! > max) max = scores[index]!;
  if (max === 0) {
    if (reverse) scores.fill(MAX_NODE_SCORE);
    return;
  }
  for (let index = 0; index < scores.length; index++) {
    const score = Math.trunc((MAX_NODE_SCORE * scores[index]!) / max);
    scores[index] = reverse ? MAX_NODE_SCORE - score : score;
  }
}
