import { DependencyGraph } from 'cdk8s';
import type { IConstruct } from 'constructs';

/**
 * The constructs of a tree, each after those it depends on: the order of cdk8s's `DependencyGraph`, which looks for
 * cycles anew with every edge. Dependencies that lead out of the tree do not count, as there.
 */
export function dependencyOrder(root: IConstruct): readonly IConstruct[] {
  const constructs = root.node.findAll();
  // An object, not a map: like cdk8s's, it lists paths that are whole numbers first.
  const byPath: { [path: string]: IConstruct } = {};
  for (const construct of constructs) byPath[construct.node.path] = construct;
  const vertices = Object.values(byPath);
  const outbound = edgesBetween(constructs, byPath);
  if (outbound.size === 0) return vertices;
  const inbound = new Set<IConstruct>();
  for (const targets of outbound.values()) for (const target of targets) inbound.add(target);
  const ordered = visitAll(
    vertices.filter((one) => !inbound.has(one)),
    outbound,
  );
  // In a cycle: cdk8s says which one.
  return ordered.length === vertices.length ? ordered : new DependencyGraph(root.node).topology();
}

type Edges = ReadonlyMap<IConstruct, ReadonlySet<IConstruct>>;

function edgesBetween(
  constructs: readonly IConstruct[],
  byPath: { readonly [path: string]: IConstruct },
): Edges {
  const edges = new Map<IConstruct, Set<IConstruct>>();
  for (const source of constructs) {
    for (const dependency of source.node.dependencies) {
      const target = byPath[dependency.node.path];
      if (!target) continue;
      const targets = edges.get(source) ?? new Set();
      edges.set(source, targets.add(target));
    }
  }
  return edges;
}

/** Depth first, targets before their sources; without recursion, for a chain may be as long as the app. Stops at a cycle. */
function visitAll(roots: readonly IConstruct[], edges: Edges): readonly IConstruct[] {
  const ordered: IConstruct[] = [];
  const state = new Map<IConstruct, 'open' | 'done'>();
  const path: { readonly construct: IConstruct; readonly targets: Iterator<IConstruct> }[] = [];
  const enter = (construct: IConstruct) => {
    state.set(construct, 'open');
    path.push({ construct, targets: (edges.get(construct) ?? NONE)[Symbol.iterator]() });
  };
  for (const root of roots) {
    if (!state.has(root)) enter(root);
    while (path.length > 0) {
      const { construct, targets } = path.at(-1)!;
      const { done, value } = targets.next();
      if (done) {
        state.set(construct, 'done');
        ordered.push(construct);
        path.pop();
      } else if (state.get(value) === 'open') return ordered;
      else if (!state.has(value)) enter(value);
    }
  }
  return ordered;
}

const NONE: readonly IConstruct[] = [];
