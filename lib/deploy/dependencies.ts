import { dependencyTexts, parseDependency } from '../kube/depends-on';
import type { KubeObject } from '../kube/object';
import type { ResourceType } from '../kube/resource-type';

/** What dependencies are found by. */
interface Placed {
  readonly object: KubeObject;
  readonly reference: {
    readonly type: Pick<ResourceType, 'group' | 'kind'>;
    readonly namespace: string;
    readonly name: string;
  };
}

/** Which objects of a set wait for which others of it. Those that are not in the set are waited for by nobody. */
export class Dependencies<T extends Placed> {
  private readonly byName = new Map<string, T>();

  constructor(private readonly targets: readonly T[]) {
    for (const target of targets) {
      const { type, namespace, name } = target.reference;
      this.byName.set(keyOf({ ...type, namespace, name }), target);
    }
  }

  of({ object }: T): readonly T[] {
    return dependencyTexts(object).flatMap((text) => {
      const dependency = parseDependency(text);
      return (dependency && this.byName.get(keyOf(dependency))) ?? [];
    });
  }

  /**
   * The same targets, each after those it waits for, otherwise in their order. Objects that wait for each other in a
   * circle come out as `cycle`, the first of them again at its end.
   */
  inOrder(): { readonly order: readonly T[]; readonly cycle: readonly T[] | undefined } {
    const order = new Set<T>();
    const path = new Set<T>();
    let cycle: readonly T[] | undefined;
    const visit = (target: T): void => {
      if (order.has(target)) return;
      if (path.has(target)) {
        const way = [...path];
        cycle ??= [...way.slice(way.indexOf(target)), target];
        return;
      }
      path.add(target);
      for (const dependency of this.of(target)) visit(dependency);
      path.delete(target);
      order.add(target);
    };
    for (const target of this.targets) visit(target);
    return { order: [...order], cycle };
  }
}

function keyOf({
  group,
  kind,
  namespace,
  name,
}: Placed['reference']['type'] & { namespace: string; name: string }): string {
  return `${group}/${kind}/${namespace}/${name}`;
}
