import type { KubeObject } from './object';

/** Names the objects that must be ready before an object is applied (a convention of kpt and Config Sync). */
export const DEPENDS_ON = 'config.kubernetes.io/depends-on';

/** An object that another waits for. */
export interface Dependency {
  readonly group: string;
  /** Empty for a cluster-scoped object. */
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** The references that an object's annotation holds, as they are written. */
export function dependencyTexts({ metadata }: KubeObject): readonly string[] {
  const text = metadata.annotations?.[DEPENDS_ON];
  return text === undefined ? [] : text.split(',').map((one) => one.trim());
}

/**
 * `apps/namespaces/shop/Deployment/api`, `/namespaces/shop/ConfigMap/api`, `rbac.authorization.k8s.io/ClusterRole/x`;
 * undefined for what is no reference.
 */
export function parseDependency(text: string): Dependency | undefined {
  const parts = text.split('/');
  if (parts.length === 5 && parts[1] === 'namespaces')
    return { group: parts[0]!, namespace: parts[2]!, kind: parts[3]!, name: parts[4]! };
  return parts.length === 3
    ? { group: parts[0]!, namespace: '', kind: parts[1]!, name: parts[2]! }
    : undefined;
}
