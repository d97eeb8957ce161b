import lifecycles from './generated/api-lifecycle.json';
import { apiVersionOf, type GroupVersionKind } from './object';

/** From when to when a kind is served, as minor numbers of Kubernetes 1.x. */
export interface ApiLifecycle {
  readonly introduced: number;
  readonly deprecated?: number;
  /** The first version without it. */
  readonly removed?: number;
  /** `policy/v1 PodDisruptionBudget` */
  readonly replacement?: string;
}

/** The oldest and the newest Kubernetes 1.x of which these facts are known to be complete. */
export const KNOWN_VERSIONS = { oldest: 16, newest: 36 } as const;

const LIFECYCLES: { readonly [kind: string]: ApiLifecycle } = lifecycles;

/** Undefined for kinds that have been served for longer than anyone remembers, and for those of other groups. */
export function lifecycleOf(kind: GroupVersionKind): ApiLifecycle | undefined {
  const name = `${apiVersionOf(kind)} ${kind.kind}`;
  return Object.hasOwn(LIFECYCLES, name) ? LIFECYCLES[name] : undefined;
}
