import type { Container } from '../../../kube/generated/core-v1';
import { containersOf } from '../../context/containers';
import type { BuiltInRule } from '../../rule';

export const VARIABLE_RULES: readonly BuiltInRule[] = [
  {
    id: 'undefined-variable',
    severity: 'warning',
    profile: 'default',
    finds: 'An environment variable whose value refers to another that is not defined before it.',
    why: 'The reference is not replaced: the program gets the text $(NAME).',
    fix: 'define the other variable first, or write $$(NAME) if the text is meant',
    *check({ workloads }) {
      for (const workload of workloads)
        for (const { container, field } of containersOf(workload))
          for (const { name, index } of undefinedIn(container))
            yield {
              object: workload.object,
              field: `${field}.env[${index}].value`,
              message: `$(${name}) is not defined before it in container "${container.name}"`,
            };
    },
  },
];

/** References to what neither an earlier variable, nor a Service, nor anything that is read as a whole may define. */
function* undefinedIn({ env = [], envFrom }: Container): Iterable<{ name: string; index: number }> {
  if (envFrom?.length) return;
  const defined = new Set<string>();
  for (const [index, { name, value }] of env.entries()) {
    for (const reference of referencesIn(value ?? ''))
      if (!defined.has(reference) && !OF_SERVICE.test(reference)) yield { name: reference, index };
    defined.add(name);
  }
}

/** Every container has these for the Services of its namespace. */
const OF_SERVICE = /_(SERVICE_(HOST|PORT)|PORT)(_|$)/;

/** `$$` is an escaped dollar. */
function referencesIn(value: string): readonly string[] {
  return Array.from(value.matchAll(/(\$\$)|\$\(([A-Za-z_][\w.-]*)\)/g), ([, escaped, name]) =>
    escaped ? undefined : name,
  ).filter((name) => name !== undefined);
}
