import type { NodeInfo } from '../cache/node-info';
import type { PluginName, Rejection } from '../framework/rejection';

/** Why a pod fits no node. */
export class Diagnosis {
  /** Of the nodes that were looked at. */
  readonly nodes = new Map<string, Rejection>();

  /**
   * @param others why the nodes that were not looked at are ruled out
   * @param preFilter the pod was turned away before any node was looked at
   */
  constructor(
    readonly nodeCount: number,
    readonly others: Rejection | undefined,
    readonly preFilter = false,
    private readonly naming: readonly PluginName[] = [],
  ) {}

  /** The plugins that must change their minds before the pod is worth another try. */
  get plugins(): ReadonlySet<PluginName> {
    const plugins = new Set(this.naming);
    if (this.preFilter) plugins.add(this.others!.plugin);
    for (const { plugin } of this.nodes.values()) plugins.add(plugin);
    return plugins;
  }

  /** Nodes from which preemption may drive pods away to make the pod fit. */
  resolvable(all: readonly NodeInfo[]): readonly NodeInfo[] {
    return all.filter(({ name }) => (this.nodes.get(name) ?? this.others)?.resolvable);
  }

  rejectionOf(node: string): Rejection | undefined {
    return this.nodes.get(node) ?? this.others;
  }

  /** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s). preemption: ...` */
  message(postFilter: string): string {
    const reasons = this.preFilter ? this.others!.reasons.join(', ') : this.histogram();
    const parts = [`0/${this.nodeCount} nodes are available:`];
    if (reasons) parts.push(`${reasons}.`);
    if (postFilter) parts.push(postFilter);
    return parts.join(' ');
  }

  private histogram(): string {
    const counts = new Map<string, number>();
    const count = (reasons: readonly string[], times: number) => {
      for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + times);
    };
    for (const { reasons } of this.nodes.values()) count(reasons, 1);
    const rest = this.nodeCount - this.nodes.size;
    if (rest > 0 && this.others) count(this.others.reasons, rest);
    return Array.from(counts, ([reason, times]) => `${times} ${reason}`)
      .sort((a, b) => (a < b ? -1 : 1))
      .join(', ');
  }
}
