import { describeObject, type ObjectIdentity } from '../kube/object-identity';
import type { Position } from '../manifests/position';

/** How bad a finding is. */
export type Severity = 'info' | 'warning' | 'error';

/** From the mildest to the worst. */
export const SEVERITIES: readonly Severity[] = ['info', 'warning', 'error'];

/** Who made an object: what a finding refers the author to. */
export interface Origin {
  /** Path of the construct the author wrote: `shop/api`. */
  readonly path: string;
  /** Its type: `WebService`; empty where it is not known. */
  readonly type: string;
  /** Where the author wrote it. */
  readonly source?: { readonly file: string; readonly line: number };
}

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
  /** Who made the object, where that is known. */
  readonly origin?: Origin;
}

/** `dist/shop.k8s.yaml:41  Deployment/api  spec.replicas` */
export function placeOf({ object, field, position }: Finding): string {
  const where = position ? `${position.file}:${position.line}` : '';
  const what = object.kind ? describeObject(object) : '';
  return [where, what, field].filter(Boolean).join('  ');
}

/** `WebService "shop/api", apps/shop/stack.ts:12` */
export function describeOrigin({ type, path, source }: Origin): string {
  const who = type ? `${type} "${path}"` : `"${path}"`;
  return source ? `${who}, ${source.file}:${source.line}` : who;
}

/** Where it is and, indented, what is wrong. */
export function describeFinding(finding: Finding): string {
  const { message, fix } = finding;
  return [placeOf(finding), `  ${message}`, ...(fix ? [`  fix: ${fix}`] : [])].join('\n');
}
