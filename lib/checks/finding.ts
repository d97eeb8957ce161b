import type { KubeObject } from '../kube/object';
import type { Position } from '../manifests/position';

/** How bad a finding is. */
export type Severity = 'info' | 'warning' | 'error';

/** Something about an object that a rule objects to. */
export interface Finding {
  /** The rule's id: `schema`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to do about it; empty where the message says it. */
  readonly fix: string;
  readonly object: ObjectIdentity;
  /** Path of the field at fault: `spec.template.spec.containers[0].image`; empty for the object as a whole. */
  readonly field: string;
  /** Where the object was written, where that is known. */
  readonly position: Position | undefined;
}

export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
}

export function identityOf({ apiVersion = '', kind = '', metadata }: KubeObject): ObjectIdentity {
  return {
    apiVersion,
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? metadata.generateName ?? '',
  };
}

/** `dist/shop.k8s.yaml:41  Deployment/api  spec.replicas` and, indented, what is wrong. */
export function describeFinding({ object, field, message, fix, position }: Finding): string {
  const where = position ? `${position.file}:${position.line}` : '';
  const what = object.kind ? `${object.kind}/${object.name}` : '';
  const head = [where, what, field].filter(Boolean).join('  ');
  return [head, `  ${message}`, ...(fix ? [`  fix: ${fix}`] : [])].join('\n');
}
