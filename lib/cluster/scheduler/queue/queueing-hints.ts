import type { EventInterest, WatchedKind } from '../framework/cluster-event';
import { type Action, type ClusterEvent, covers, on } from '../framework/cluster-event';
import type { Plugin } from '../framework/plugin';
import type { PluginName } from '../framework/rejection';
import type { QueuedPod } from './queued-pod';

interface PluginInterest extends EventInterest {
  readonly plugin: PluginName;
}

const NONE: readonly PluginInterest[] = [];

/** Deleted pods matter to preemption, but it leaves to the other plugins whether the pod is tried again. */
const PREEMPTION: PluginInterest = { ...on('Pod', ['Delete'], () => false), plugin: 'DefaultPreemption' };

/** Which events can make which pods schedulable, as the plugins say. */
export class QueueingHints {
  private readonly interests: readonly PluginInterest[];
  private readonly byEvent = new Map<string, readonly PluginInterest[]>();

  constructor(plugins: readonly Plugin[]) {
    this.interests = [
      ...plugins.flatMap(({ name, interests }) =>
        withTaints(interests).map((interest) => ({ ...interest, plugin: name })),
      ),
      PREEMPTION,
    ];
  }

  isInteresting({ kind, action }: ClusterEvent): boolean {
    return this.interested(kind, action).length > 0;
  }

  /** Whether one of the plugins that turned the pod away may now think differently. */
  helps({ info, rejectedBy }: QueuedPod, { kind, action, before, after }: ClusterEvent): boolean {
    if (rejectedBy.size === 0) return true;
    return this.interested(kind, action).some(
      ({ plugin, hint }) => rejectedBy.has(plugin) && hint(info, before, after),
    );
  }

  /** Whether the event can concern the plugin that keeps the pod from being tried. */
  concernsGate({ gatedBy }: QueuedPod, { kind, action }: ClusterEvent): boolean {
    return this.interested(kind, action).some(({ plugin }) => plugin === gatedBy);
  }

  private interested(kind: WatchedKind, action: Action): readonly PluginInterest[] {
    const key = `${kind}/${action}`;
    let interested = this.byEvent.get(key);
    if (!interested) {
      const found = this.interests.filter((one) => one.kind === kind && covers(one.actions, action));
      interested = found.length > 0 ? found : NONE;
      this.byEvent.set(key, interested);
    }
    return interested;
  }
}

/** Kubernetes adds an interest in taints to every plugin that has one in new nodes. */
function withTaints(interests: readonly EventInterest[]): readonly EventInterest[] {
  const ofNodes = interests.filter(({ kind }) => kind === 'Node').flatMap(({ actions }) => actions);
  const adds = ofNodes.includes('Add') && !ofNodes.includes('UpdateNodeTaint');
  return adds ? [...interests, on('Node', ['UpdateNodeTaint'])] : interests;
}
