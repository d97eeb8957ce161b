import type { KubeObject } from '../kube/object';
import { groupKindOf, type Relations } from '../kube/relations/relations';
import { describeRoute } from '../kube/relations/routes';
import { type Workload, workloadOf } from '../kube/workloads';
import { unique, workloadsBehind } from './belonging';
import type { Dependent } from './change';
import { bindingsOf } from './consequences/permissions/bindings';
import type { DiffContext, PairChange } from './context';

/**
 * The blast radius of a change: the Services, routes and workloads that depend on an object, directly or not, before or
 * after. Workloads depend on what they read and on Services that their settings name; Services on the workloads they
 * select; routes on Services.
 */
export function dependentsOf({ before, after }: PairChange, context: DiffContext): readonly Dependent[] {
  const found = new Map<string, Dependent>();
  if (before) collect(before.object, context.before, found);
  if (after) collect(after.object, context.after, found);
  return [...found.values()].sort(inOrder);
}

const ORDER = ['Route', 'Service'];

function inOrder(a: Dependent, b: Dependent): number {
  const rank = (kind: string) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  const [left, right] = [a, b].map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`);
  return rank(a.kind) - rank(b.kind) || (left! < right! ? -1 : 1);
}

function collect(object: KubeObject, relations: Relations, found: Map<string, Dependent>): void {
  const seen = new Set<KubeObject>([object]);
  const waiting: KubeObject[] = [object];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const dependent of directDependents(next, relations)) {
      if (seen.has(dependent)) continue;
      seen.add(dependent);
      waiting.push(dependent);
      add(found, dependent.kind ?? '', dependent.metadata.namespace, dependent.metadata.name);
    }
    if (groupKindOf(next) === 'Service')
      for (const route of relations.routesTo(next))
        add(found, 'Route', route.object.metadata.namespace, describeRoute(route));
  }
}

function add(found: Map<string, Dependent>, kind: string, namespace = '', name = ''): void {
  found.set(`${kind}/${namespace}/${name}`, { kind, namespace, name });
}

/** Services and workloads that depend on an object without anything in between. */
function directDependents(object: KubeObject, relations: Relations): readonly KubeObject[] {
  const workload = workloadOf(object);
  if (workload) return relations.servicesOf(workload);
  switch (groupKindOf(object)) {
    case 'Service':
      return objectsOf(relations.clientsOf(object));
    case 'Namespace':
      return objectsOf(relations.workloads.in(object.metadata.name ?? ''));
    case 'rbac.authorization.k8s.io/Role':
    case 'rbac.authorization.k8s.io/ClusterRole':
      return unique(
        bindingsOf(object, relations).flatMap((binding) => objectsOf(workloadsBehind(binding, relations))),
      );
    case 'networking.k8s.io/Ingress':
      return [];
    default:
      // An autoscaler, a budget, a policy, configuration: its workloads depend on it. A route depends on others.
      return ROUTES.test(groupKindOf(object)) ? [] : objectsOf(workloadsBehind(object, relations));
  }
}

const ROUTES = /^(?:gateway\.networking\.k8s\.io|extensions)\//;

function objectsOf(workloads: readonly Workload[]): readonly KubeObject[] {
  return workloads.map(({ object }) => object);
}
