import { DEPENDS_ON, type Dependency, dependencyTexts, parseDependency } from '../../../kube/depends-on';
import { type KubeObject, parseApiVersion } from '../../../kube/object';
import type { CheckContext } from '../../context/check-context';
import { cyclesOf } from '../../context/cycles';
import type { BuiltInRule, Problem } from '../../rule';

export const OWNER_RULES: readonly BuiltInRule[] = [
  {
    id: 'ownership-loop',
    severity: 'error',
    profile: 'learning',
    finds: 'Objects that own each other in a circle.',
    why: 'The garbage collector can never delete any of them in order: foreground deletion waits for ever.',
    fix: 'remove one of the owner references',
    check: (context) =>
      loops(context, ownersOf, (chain) => ({
        field: 'metadata.ownerReferences',
        message: `owns itself: ${chain.join(' → ')}`,
      })),
  },
  {
    id: 'dependency-loop',
    severity: 'error',
    profile: 'learning',
    finds: 'Objects that are to be applied after each other in a circle (`config.kubernetes.io/depends-on`).',
    why: 'There is no order in which they could be applied.',
    fix: 'remove one of the dependencies',
    check: (context) =>
      loops(context, dependenciesOf, (chain) => ({
        field: DEPENDS_ON_FIELD,
        message: `waits for itself: ${chain.join(' → ')}`,
      })),
  },
  {
    id: 'dangling-dependency',
    severity: 'warning',
    profile: 'default',
    finds:
      'An object that is to be applied after one which is not in the set (`config.kubernetes.io/depends-on`).',
    why: 'Who applies the set waits for something that never comes, or ignores the order that was asked for.',
    fix: 'write <group>/namespaces/<namespace>/<kind>/<name> of an object of the set',
    *check(context) {
      if (!context.isWhole) return;
      for (const { object } of context.objects)
        for (const text of dependencyTexts(object)) {
          const reference = parseDependency(text);
          if (reference && findKind(context, reference)) continue;
          yield {
            object,
            field: DEPENDS_ON_FIELD,
            message: reference ? `there is no ${text}` : `"${text}" is no reference to an object`,
          };
        }
    },
  },
];

const DEPENDS_ON_FIELD = `metadata.annotations[${DEPENDS_ON}]`;

function* loops(
  context: CheckContext,
  next: (context: CheckContext, object: KubeObject) => readonly KubeObject[],
  describe: (chain: readonly string[]) => Omit<Problem, 'object'>,
): Iterable<Problem> {
  const linked = context.objects
    .map(({ object }) => object)
    .filter((object) => next(context, object).length > 0);
  for (const cycle of cyclesOf(linked, (object) => next(context, object))) {
    const names = cycle.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    yield { object: cycle[0]!, ...describe([...names, names[0]!]) };
  }
}

function ownersOf(context: CheckContext, { metadata }: KubeObject): readonly KubeObject[] {
  return (metadata.ownerReferences ?? []).flatMap(({ apiVersion, kind, name }) => {
    const { group } = parseApiVersion(apiVersion);
    const groupKind = group ? `${group}/${kind}` : kind;
    const owner =
      context.named(groupKind, metadata.namespace ?? '').get(name) ?? context.named(groupKind, '').get(name);
    return owner ?? [];
  });
}

function dependenciesOf(context: CheckContext, object: KubeObject): readonly KubeObject[] {
  return dependencyTexts(object).flatMap((text) => {
    const reference = parseDependency(text);
    return (reference && findKind(context, reference)) ?? [];
  });
}

function findKind(
  context: CheckContext,
  { group, namespace, kind, name }: Dependency,
): KubeObject | undefined {
  return context.named(group ? `${group}/${kind}` : kind, namespace).get(name);
}
