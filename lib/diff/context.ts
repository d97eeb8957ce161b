import type { KubeObject } from '../kube/object';
import { Relations } from '../kube/relations/relations';
import { type Workload, workloadOf } from '../kube/workloads';
import type { Action, Consequence } from './change';
import type { RawChange } from './compare';
import { changesBelow } from './field-lookup';
import type { ObjectSet } from './object-set';
import type { Pair } from './pairing';
import type { Refusal } from './update-judgement';

export interface DiffOptions {
  /** Whether objects that are no longer in the manifests are deleted from the cluster. @default true */
  readonly prune?: boolean;
  /** Whether a single object would be deleted, where that differs: objects that somebody else put there are not. */
  readonly isPruned?: (object: KubeObject) => boolean;
}

/** An object that differs, with everything that the rules ask of it. */
export interface PairChange extends Pair {
  readonly action: Action;
  /** Secrets are not masked yet. Empty for what is created or deleted. */
  readonly fields: readonly RawChange[];
  /** Why the API server refuses the update; not empty for `replace`. */
  readonly refusals: readonly Refusal[];
  /** What of `before` stays in the cluster although the manifests no longer have it. */
  readonly isLeftBehind: boolean;
}

/** Says what a change does, as far as one type of consequence goes. Pure. */
export type ConsequenceRule = (change: PairChange, context: DiffContext) => Iterable<Consequence>;

/** Both sides of a comparison, and how their objects belong together. */
export class DiffContext {
  /** Who belonged to whom before. */
  readonly before: Relations;
  /** Who will belong to whom: the manifests, and what is left behind in the cluster. */
  readonly after: Relations;
  private readonly changeByAfter = new Map<KubeObject, PairChange>();
  private readonly changeByBefore = new Map<KubeObject, PairChange>();
  private readonly afterByBefore = new Map<KubeObject, KubeObject>();
  private readonly beforeByAfter = new Map<KubeObject, KubeObject>();

  constructor(base: ObjectSet, head: ObjectSet, pairs: readonly Pair[], changes: readonly PairChange[]) {
    const kept = changes.flatMap(({ before, isLeftBehind }) => (before && isLeftBehind ? [before] : []));
    this.before = base.relations;
    this.after =
      kept.length === 0
        ? head.relations
        : new Relations([...head.entries, ...kept].map(({ object }) => object));
    for (const { before, after } of pairs) {
      if (!before || !after) continue;
      this.afterByBefore.set(before.object, after.object);
      this.beforeByAfter.set(after.object, before.object);
    }
    for (const entry of kept) this.afterByBefore.set(entry.object, entry.object);
    for (const change of changes) {
      if (change.before) this.changeByBefore.set(change.before.object, change);
      if (change.after) this.changeByAfter.set(change.after.object, change);
    }
  }

  /** What has become of an object; undefined when it is gone. */
  successorOf(before: KubeObject): KubeObject | undefined {
    return this.afterByBefore.get(before);
  }

  /** What an object was; undefined when it is new. */
  predecessorOf(after: KubeObject): KubeObject | undefined {
    return this.beforeByAfter.get(after);
  }

  /** How an object of either side changes; undefined when it stays as it is. */
  changeOf(object: KubeObject): PairChange | undefined {
    return this.changeByAfter.get(object) ?? this.changeByBefore.get(object);
  }

  /** Whether this change starts new pods of a workload of the new side: it is new, renamed, or has another template. */
  startsPods({ object, templatePath }: Workload): boolean {
    const change = this.changeByAfter.get(object);
    if (!change) return false;
    return change.action !== 'update' || changesBelow(change.fields, templatePath).length > 0;
  }
}

/** The workload on either side of a change. */
export function workloadsOf({ before, after }: PairChange): {
  readonly before: Workload | undefined;
  readonly after: Workload | undefined;
} {
  return { before: before && workloadOf(before.object), after: after && workloadOf(after.object) };
}
