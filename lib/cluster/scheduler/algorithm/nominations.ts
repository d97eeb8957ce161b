import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { Rejection } from '../framework/rejection';
import type { Filters } from './filters';

/** The pods that preemption made room for on a node, but that are not there yet. */
export type NominatedPods = (node: string) => readonly PodInfo[];

/**
 * Filters a node as if the pods nominated for it that are at least as important were there; and, when that succeeds,
 * again without them: nobody knows whether they will come.
 */
export function filterWithNominated(
  filters: Filters,
  node: NodeInfo,
  nominated: NominatedPods,
): Rejection | undefined {
  const { uid, priority } = filters.pod;
  const all = nominated(node.name);
  if (all.length === 0) return filters.run(node);
  const others = all.filter((other) => other.uid !== uid && other.priority >= priority);
  if (others.length === 0) return filters.run(node);
  const crowded = node.clone();
  const assumed = filters.clone();
  for (const other of others) {
    crowded.addPod(other);
    assumed.podAdded(other, crowded);
  }
  return assumed.run(crowded) ?? filters.run(node);
}
