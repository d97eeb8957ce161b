import type { KubeObject } from './object';

/** Names a resource of the API; the type parameter is the type of its objects. */
export interface ResourceType<T = KubeObject> {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural name, as in the path: `deployments`. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Only for the type checker: never set. */
  readonly _object?: T;
}
