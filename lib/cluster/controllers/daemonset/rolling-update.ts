import type { DaemonSet } from '../../../kube/generated/apps-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { isPodAvailable } from '../../../kube/pod-status';
import type { NodeFit } from './daemon-placement';
import { isUpdated } from './daemon-template';
import { updateLimits } from './update-limits';

/** What a step of a rolling update does. */
export interface UpdateStep {
  readonly remove: readonly Pod[];
  /** Names of the nodes that get a second pod. */
  readonly create: readonly string[];
}

export interface UpdateState {
  readonly daemonSet: DaemonSet;
  readonly fits: ReadonlyMap<string, NodeFit>;
  readonly podsByNode: ReadonlyMap<string, readonly Pod[]>;
  /** Of the current template. */
  readonly hash: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** The pods of a node that are not being deleted. */
interface Pair {
  readonly node: string;
  readonly updated?: Pod;
  readonly old?: Pod;
  /** There are more than one of each: they have to be cleaned up first. */
  readonly isCrowded: boolean;
}

/** The next step that stays within the limits of the update strategy. Pure. */
export function updateStep(state: UpdateState): UpdateStep {
  const desired = [...state.fits.values()].filter(({ shouldRun }) => shouldRun).length;
  const { maxSurge, maxUnavailable } = updateLimits(state.daemonSet, desired);
  const pairs = pairsOf(state);
  return maxSurge === 0
    ? replaceStep(state, pairs, maxUnavailable)
    : surgeStep(state, pairs, maxSurge, desired);
}

function pairsOf({ daemonSet, fits, podsByNode, hash }: UpdateState): readonly Pair[] {
  const nodes = new Set(podsByNode.keys());
  for (const [node, { shouldRun }] of fits) if (shouldRun) nodes.add(node);
  return Array.from(nodes, (node) => {
    const pods = (podsByNode.get(node) ?? []).filter(({ metadata }) => !metadata.deletionTimestamp);
    const updated = pods.filter((pod) => isUpdated(pod, daemonSet, hash));
    const old = pods.filter((pod) => !isUpdated(pod, daemonSet, hash));
    return { node, updated: updated[0], old: old[0], isCrowded: updated.length > 1 || old.length > 1 };
  });
}

/** Old pods go, first those that are of no use, as long as not too many nodes are without one. */
function replaceStep(state: UpdateState, pairs: readonly Pair[], maxUnavailable: number): UpdateStep {
  let unavailable = 0;
  const useless: Pod[] = [];
  const candidates: Pod[] = [];
  for (const { updated, old, isCrowded } of pairs) {
    if (isCrowded || Boolean(old) === Boolean(updated)) unavailable++;
    else if (updated) unavailable += isAvailable(updated, state) ? 0 : 1;
    else if (!isAvailable(old!, state)) {
      useless.push(old!);
      unavailable++;
    } else if (unavailable < maxUnavailable) candidates.push(old!);
  }
  const room = Math.max(0, maxUnavailable - unavailable);
  return { remove: [...useless, ...candidates.slice(0, room)], create: [] };
}

/** New pods come beside old ones, which go when their new one is available. */
function surgeStep(
  state: UpdateState,
  pairs: readonly Pair[],
  maxSurge: number,
  desired: number,
): UpdateStep {
  let surge = 0;
  let available = 0;
  const remove: Pod[] = [];
  const misplaced: Pod[] = [];
  const create: string[] = [];
  const candidates: string[] = [];
  for (const { node, updated, old, isCrowded } of pairs) {
    if (isCrowded) {
      surge++;
      continue;
    }
    const serving = old ?? updated;
    if (serving && isAvailable(serving, state)) available++;
    if (!old) continue;
    if (updated) {
      if (isAvailable(updated, state)) remove.push(old);
      else surge++;
      continue;
    }
    const shouldRun = state.fits.get(node)?.shouldRun ?? false;
    if (!isAvailable(old, state)) {
      if (shouldRun) create.push(node);
      else remove.push(old);
    } else if (!shouldRun) misplaced.push(old);
    else if (surge < maxSurge) candidates.push(node);
  }
  const dispensable = Math.max(0, available - desired);
  return {
    remove: [...remove, ...misplaced.slice(0, dispensable)],
    create: [...create, ...candidates.slice(0, Math.max(0, maxSurge - surge))],
  };
}

function isAvailable(pod: Pod, { daemonSet, now }: UpdateState): boolean {
  return isPodAvailable(pod, daemonSet.spec!.minReadySeconds ?? 0, now);
}
