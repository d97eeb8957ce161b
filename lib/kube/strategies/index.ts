import { apiVersionOf, type GroupVersionKind } from '../object';
import type { Strategy } from '../strategy';

/** One line per kind: `apps/v1 Deployment`. */
const STRATEGIES: ReadonlyMap<string, Strategy> = new Map<string, Strategy>([]);

/** The rules of a built-in kind, or undefined: the generic ones. */
export function strategyOf(kind: GroupVersionKind): Strategy | undefined {
  return STRATEGIES.get(`${apiVersionOf(kind)} ${kind.kind}`);
}
