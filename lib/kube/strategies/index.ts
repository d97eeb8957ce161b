import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../object';
import type { Strategy } from '../strategy';
import { serviceStrategy } from './service';

/** Gives up the type of the objects: only the objects of a kind ever reach its strategy. */
function rules<T extends KubeObject>(kind: string, strategy: Strategy<T>): [string, Strategy] {
  return [kind, strategy as unknown as Strategy];
}

/** One line per kind. */
const STRATEGIES: ReadonlyMap<string, Strategy> = new Map([rules('v1 Service', serviceStrategy)]);

/** The rules of a built-in kind, or undefined: the generic ones. */
export function strategyOf(kind: GroupVersionKind): Strategy | undefined {
  return STRATEGIES.get(`${apiVersionOf(kind)} ${kind.kind}`);
}
