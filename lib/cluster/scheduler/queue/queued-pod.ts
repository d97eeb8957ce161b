import type { PodInfo } from '../cache/pod-info';
import type { PluginName } from '../framework/rejection';

/** Where a pod waits. */
export type Place = 'active' | 'backoff' | 'error-backoff' | 'unschedulable';

/** A pod that waits for a node. */
export interface QueuedPod {
  info: PodInfo;
  /** Milliseconds since the Unix epoch: when it came, or was last tried. */
  since: number;
  /** Orders pods that came in the same millisecond. */
  sequence: number;
  place: Place | undefined;
  /** Tells entries of heaps that still count from those that do not. */
  ticket: number;
  /** How often it found no node. */
  rejections: number;
  /** How often in a row trying it failed for no fault of its own. */
  errors: number;
  /** Milliseconds since the Unix epoch; undefined until it is worked out. */
  backoffUntil: number | undefined;
  /** The plugins that turned it away. */
  rejectedBy: ReadonlySet<PluginName>;
  /** The plugin that keeps it from being tried at all. */
  gatedBy: PluginName | undefined;
  /** The revision that brought it here, or back. */
  cause: number | undefined;
}

/** The more important pod first, and of equals the one that waits longer (PrioritySort). */
export function comparePods(a: QueuedPod, b: QueuedPod): number {
  return b.info.priority - a.info.priority || a.since - b.since || a.sequence - b.sequence;
}
