import type { KubeObject } from './object';

/** Which object is meant, for people and for programs. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
}

/** Of any object, however odd. */
export function identityOf(object: KubeObject): ObjectIdentity {
  const { apiVersion, kind, metadata } = (object ?? {}) as Partial<KubeObject>;
  return {
    apiVersion: textOf(apiVersion),
    kind: textOf(kind),
    namespace: textOf(metadata?.namespace),
    name: textOf(metadata?.name) || textOf(metadata?.generateName),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `Deployment/api` */
export function describeObject({ kind, name }: Pick<ObjectIdentity, 'kind' | 'name'>): string {
  return `${kind}/${name}`;
}
