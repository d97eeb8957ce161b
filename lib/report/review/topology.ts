import type { Action, Diff } from '../../diff/change';
import type { ObjectSets } from '../../diff/diff-sets';
import type { Service } from '../../kube/generated/core-v1';
import type { KubeObject } from '../../kube/object';
import { podReferences } from '../../kube/relations/pod-references';
import type { Relations } from '../../kube/relations/relations';
import { podSpecOf } from '../../kube/workloads';

/** More than this, and nobody reads the diagram. */
const MOST_NODES = 60;

/**
 * A Mermaid flowchart of the changed objects and what is connected with them: Ingress → Services → workloads →
 * configuration. Changed objects are marked. Empty when none of them has a connection.
 */
export function topologyMermaid(sets: ObjectSets, diff: Diff): string {
  const actions = new Map(diff.changes.map(({ object, action }) => [keyOf(object), action]));
  const edges = new Edges();
  edges.addAll(sets.base.relations);
  edges.addAll(sets.head.relations);
  const shown = edges.around([...actions.keys()].filter((key) => edges.has(key)));
  if (shown.size < 2) return '';
  const ids = new Map([...shown].sort().map((key, index) => [key, `n${index}`]));
  const nodes = [...ids].map(([key, id]) => {
    const action = actions.get(key);
    return `  ${id}["${labelOf(key, action)}"]${action ? `:::${action}` : ''}`;
  });
  const lines = edges.within(shown).map(([from, to]) => `  ${ids.get(from)} --> ${ids.get(to)}`);
  return ['flowchart LR', ...nodes, ...lines, ...STYLES].join('\n');
}

const STYLES = [
  '  classDef create fill:#d9f2dd,stroke:#2f8f46,color:#000',
  '  classDef update fill:#fff3c4,stroke:#b58900,color:#000',
  '  classDef rename fill:#d6e9f8,stroke:#2f6f9f,color:#000',
  '  classDef replace fill:#ffd9c7,stroke:#c4501b,color:#000',
  '  classDef delete fill:#f8d0d0,stroke:#b02a2a,color:#000,stroke-dasharray:4',
];

const DONE: { readonly [action in Action]: string } = {
  create: 'new',
  update: 'changed',
  rename: 'renamed',
  replace: 'recreated',
  delete: 'deleted',
};

interface Named {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

function keyOf({ kind = '', namespace = '', name = '' }: Named): string {
  return `${namespace}/${kind}/${name}`;
}

const keyOfObject = ({ kind, metadata }: KubeObject) => keyOf({ kind, ...metadata });

/** What is not of a name or a kind would end the label. */
function labelOf(key: string, action: Action | undefined): string {
  const [, kind = '', name = ''] = key.split('/');
  const text = `${kind}<br/>${name.replace(/[^\w.:-]/g, '_')}`;
  return action ? `${text}<br/><i>${DONE[action]}</i>` : text;
}

class Edges {
  private readonly next = new Map<string, Set<string>>();
  private readonly previous = new Map<string, Set<string>>();

  addAll(relations: Relations): void {
    for (const service of relations.of<Service>('Service')) {
      for (const route of relations.routesTo(service))
        this.add(keyOfObject(route.object), keyOfObject(service));
      for (const { object } of relations.selectedBy(service))
        this.add(keyOfObject(service), keyOfObject(object));
    }
    for (const workload of relations.workloads.all)
      for (const { kind, name } of podReferences(podSpecOf(workload)))
        if (kind !== 'ServiceAccount')
          this.add(keyOfObject(workload.object), keyOf({ kind, namespace: workload.namespace, name }));
  }

  has(key: string): boolean {
    return this.next.has(key) || this.previous.has(key);
  }

  /** What leads to these, and what these lead to; the nearest first, up to a readable number. */
  around(keys: readonly string[]): ReadonlySet<string> {
    const shown = new Set(keys.slice(0, MOST_NODES));
    for (const edges of [this.previous, this.next]) {
      let level: readonly string[] = [...shown];
      while (level.length > 0 && shown.size < MOST_NODES) {
        const found = level.flatMap((key) => [...(edges.get(key) ?? [])]).filter((key) => !shown.has(key));
        level = [...new Set(found)].slice(0, MOST_NODES - shown.size);
        for (const key of level) shown.add(key);
      }
    }
    return shown;
  }

  within(shown: ReadonlySet<string>): readonly (readonly [string, string])[] {
    return [...shown].sort().flatMap((from) =>
      [...(this.next.get(from) ?? [])]
        .filter((to) => shown.has(to))
        .sort()
        .map((to) => [from, to] as const),
    );
  }

  private add(from: string, to: string): void {
    put(this.next, from, to);
    put(this.previous, to, from);
  }
}

function put(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}
