import { nearestOf } from '../../../kube/suggestion';
import type { BuiltInRule } from '../../rule';

export const NAMESPACE_RULES: readonly BuiltInRule[] = [
  {
    id: 'mistyped-namespace',
    severity: 'warning',
    profile: 'default',
    finds: 'An object in a namespace whose name is nearly that of a namespace in the set.',
    why: 'The object is refused, or put where nothing else of the application is.',
    fix: 'put it into the namespace of the others',
    *check(context) {
      const known = context.named('Namespace', '');
      if (known.size === 0) return;
      const used = new Map<string, number>();
      for (const { namespace } of context.objects) used.set(namespace, (used.get(namespace) ?? 0) + 1);
      for (const { object, namespace, identity } of context.objects) {
        if (!identity.namespace || known.has(namespace) || OTHERS.test(namespace)) continue;
        const near = nearestOf(namespace, known.keys());
        // Names that differ in a number are mostly meant: shop-1 and shop-2.
        if (near && withoutDigits(near) !== withoutDigits(namespace) && used.get(namespace)! < 3)
          yield {
            object,
            field: 'metadata.namespace',
            message: `there is no Namespace "${namespace}"; did you mean "${near}"?`,
          };
      }
    },
  },
];

/** Namespaces of every cluster. */
const OTHERS = /^(default|kube-.*)$/;

const withoutDigits = (name: string) => name.replace(/\d+/g, '');
