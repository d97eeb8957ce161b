import type { Labels } from './authoring/labels';

/** What keeps pods off a node, unless they tolerate it. */
export interface Taint {
  readonly key: string;
  /**
   * Its value.
   *
   * @default any
   */
  readonly value?: string;
  /**
   * What it keeps away: new pods, new pods as far as it goes, or running pods as well.
   *
   * @default every effect
   */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** Nodes of one kind: how pods find them, and what keeps other pods away. It makes no object: nodes are not made here. */
export interface NodePool {
  /** The labels of its nodes. */
  readonly labels: Labels;
  /**
   * The taints of its nodes, which the pods placed there tolerate.
   *
   * @default none
   */
  readonly taints?: readonly Taint[];
}
