import type { Severity } from '../finding';
import type { CheckContext } from './check-context';

/**
 * How bad it is that pods, or something that pods are served by, are not in the set: an error where everything is in
 * it, a warning where controllers of custom resources may make them. Undefined where they are evidently elsewhere:
 * the set is a part of something, or has no pods in that namespace at all.
 */
export function severityOfAbsent(context: CheckContext, namespace: string): Severity | undefined {
  if (!context.isWhole || context.relations.workloads.in(namespace).length === 0) return undefined;
  return context.hasCustomObjects(namespace) ? 'warning' : 'error';
}

/** One step less bad. */
export function milder(severity: Severity): Severity {
  return severity === 'error' ? 'warning' : 'info';
}

/** `a, b and c` */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The same, but no longer than a line should be. */
export function fewOf(items: readonly string[], most = 5): string {
  const rest = items.length - most;
  return rest > 0 ? `${items.slice(0, most).join(', ')} and ${rest} more` : listed(items);
}
