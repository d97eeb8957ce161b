import type { ObjectIdentity } from '../kube/object-identity';
import type { Position } from '../manifests/position';

/** What happens to an object. `replace`: the API server refuses the update, so that it is deleted and created again. */
export type Action = 'create' | 'update' | 'delete' | 'rename' | 'replace';

/** In the order of reports. */
export const ACTIONS: readonly Action[] = ['create', 'update', 'rename', 'replace', 'delete'];

/**
 * How much attention something asks for. `info`: nothing to do. `notice`: worth knowing. `warning`: may hurt, check it.
 * `danger`: loses data, traffic or protection, or cannot be applied as it is.
 */
export type Severity = 'info' | 'notice' | 'warning' | 'danger';

/** From the mildest to the worst. */
export const SEVERITIES: readonly Severity[] = ['info', 'notice', 'warning', 'danger'];

/** What a change does to a running cluster. */
export type ConsequenceType =
  | 'none'
  | 'rolling-restart'
  | 'scaling'
  | 'traffic'
  | 'config-without-restart'
  | 'recreate'
  | 'data-loss'
  | 'permissions-widened'
  | 'permissions-narrowed'
  | 'reachability-widened'
  | 'reachability-narrowed'
  | 'image'
  | 'disruption'
  | 'left-behind';

/** In the order of reports, among those of one severity. */
export const CONSEQUENCE_TYPES: readonly ConsequenceType[] = [
  'data-loss',
  'recreate',
  'traffic',
  'permissions-widened',
  'reachability-widened',
  'config-without-restart',
  'rolling-restart',
  'image',
  'scaling',
  'disruption',
  'permissions-narrowed',
  'reachability-narrowed',
  'left-behind',
  'none',
];

export interface Consequence {
  readonly type: ConsequenceType;
  readonly severity: Severity;
  /** Paths of the fields that cause it; empty when it is the object as a whole. */
  readonly fields: readonly string[];
  /** A sentence that says what happens: `Deployment/api restarts its 3 pods, at most 1 at a time`. */
  readonly message: string;
}

/** One field that differs. */
export interface FieldChange {
  /** In Kubernetes' notation, elements of lists by their keys: `spec.template.spec.containers[name=web].image`. */
  readonly path: string;
  /** `reordered`: the elements of a list are the same, in another order that counts; the values are their keys. */
  readonly change: 'added' | 'removed' | 'changed' | 'reordered';
  /** Absent for what was added. Secret values are masked. */
  readonly before?: unknown;
  /** Absent for what was removed. Secret values are masked. */
  readonly after?: unknown;
}

/** Something that depends on a changed object. */
export interface Dependent {
  readonly kind: string;
  readonly namespace: string;
  /** Of the object; for a `Route` its host and path: `shop.example.com/api`. */
  readonly name: string;
}

/** One object that differs, and what that does. */
export interface ObjectChange {
  /** As it is afterwards; of a deletion, as it was. */
  readonly object: ObjectIdentity;
  /** What it was before, where its name, namespace or API version is another one now. */
  readonly previous?: ObjectIdentity;
  readonly action: Action;
  /** Empty for what is created or deleted as a whole. */
  readonly fields: readonly FieldChange[];
  /** The worst first; never empty. */
  readonly consequences: readonly Consequence[];
  /** Blast radius: Services, routes and workloads that depend on the object, directly or not. */
  readonly affects: readonly Dependent[];
  /** The workload that the object belongs to, if it is one only. */
  readonly workload?: ObjectIdentity;
  /** Where the object stands, where that is known. */
  readonly position?: Position;
}

export interface DiffSummary {
  readonly changes: number;
  readonly actions: Readonly<Record<Action, number>>;
  /** How many consequences there are of each severity. */
  readonly severities: Readonly<Record<Severity, number>>;
  /** The worst severity of all; absent when nothing changes. */
  readonly worst?: Severity;
}

/** The difference of two sets of objects. */
export interface Diff {
  /** By severity, the worst first; then by kind, namespace and name. */
  readonly changes: readonly ObjectChange[];
  readonly summary: DiffSummary;
}

/** Whether `severity` is at least as bad as `limit`. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit);
}

/** Undefined for none. */
export function worstOf(severities: Iterable<Severity>): Severity | undefined {
  let worst: Severity | undefined;
  for (const severity of severities) if (!worst || isAtLeast(severity, worst)) worst = severity;
  return worst;
}
