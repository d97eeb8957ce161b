import type { NodeInfo } from '../cache/node-info';
import type { NodeTable } from '../cache/node-table';
import { unresolvable } from '../framework/rejection';
import type { Filters } from './filters';
import { Diagnosis } from './fit-error';
import { filterWithNominated, type NominatedPods } from './nominations';

/** In clusters smaller than this, and at least, so many nodes that fit are looked for. */
const MIN_FEASIBLE = 100;
const MIN_PERCENT = 5;

/** How many nodes that fit are enough: of 5,000 nodes one in ten, of 100 nodes all. */
export function feasibleNodesToFind(nodes: number): number {
  if (nodes < MIN_FEASIBLE) return nodes;
  const percent = Math.max(MIN_PERCENT, 50 - Math.trunc(nodes / 125));
  return Math.max(MIN_FEASIBLE, Math.trunc((nodes * percent) / 100));
}

export interface FoundNodes {
  readonly feasible: readonly NodeInfo[];
  readonly diagnosis: Diagnosis;
}

/** Finds nodes that can take a pod, each time starting where the last search ended. */
export class NodeFinder {
  private start = 0;

  constructor(
    private readonly nodes: NodeTable,
    private readonly nominated: NominatedPods,
  ) {}

  find(filters: Filters): FoundNodes {
    const all = this.nodes.list();
    const { nodeNames } = filters;
    const nodes = nodeNames ? this.named(nodeNames) : all;
    const others = nodeNames
      ? unresolvable(filters.naming[0]!, `node(s) didn't satisfy plugin(s) [${filters.naming.join(' ')}]`)
      : undefined;
    const diagnosis = new Diagnosis(all.length, others, false, filters.naming);
    const feasible = this.search(nodes, filters, diagnosis);
    this.start = (this.start + feasible.length + diagnosis.nodes.size) % all.length;
    return { feasible, diagnosis };
  }

  /** For a node that the pod was nominated for: no other is looked at if it fits. */
  fits(name: string, filters: Filters): NodeInfo | undefined {
    const node = this.nodes.get(name);
    return node && !filterWithNominated(filters, node, this.nominated) ? node : undefined;
  }

  private named(names: ReadonlySet<string>): readonly NodeInfo[] {
    return [...names].map((name) => this.nodes.get(name)).filter((node) => node !== undefined);
  }

  private search(nodes: readonly NodeInfo[], filters: Filters, diagnosis: Diagnosis): readonly NodeInfo[] {
    const enough = feasibleNodesToFind(nodes.length);
    const feasible = new Array<NodeInfo>(enough);
    let found = 0;
    for (let index = 0; index < nodes.length && found < enough; index++) {
      const node = nodes[(this.start + index) % nodes.length]!;
      const rejection = filterWithNominated(filters, node, this.nominated);
      if (rejection) diagnosis.nodes.set(node.name, rejection);
      else feasible[found++] = node;
    }
    feasible.length = found;
    return feasible;
  }
}
