import type {
  ResourceQuota,
  ResourceQuotaSpec,
  ScopedResourceSelectorRequirement,
} from '../generated/core-v1';
import type { KubeObject } from '../object';
import { Quantity } from '../quantity';
import { type QualifiedResource, qualified } from '../status';
import type { Amounts } from './amounts';

/** One scope that a quota is limited to. */
export type Scope = ScopedResourceSelectorRequirement;

/** How the objects of one resource count towards quotas (Kubernetes' quota evaluators). */
export interface Evaluator<T extends KubeObject = KubeObject> {
  /** Of the resources that a quota limits, those that objects of this kind can use. */
  countsFor(name: string): boolean;
  /** What an object uses. `now` in milliseconds since the Unix epoch. */
  usage(object: T, now: number): Amounts;
  /** Whether the object lies in the scope. Default: in none. */
  matchesScope?(scope: Scope, object: T): boolean;
  /** What an object must say because a quota limits `required`; undefined when it does. */
  missing?(object: T, required: readonly string[]): string | undefined;
  /** Whether an update can change what is used. Default: it cannot. */
  changedBy?(object: T, old: T, subresource: string): boolean;
}

const ONE = Quantity.of(1);

/** `count/deployments.apps`: how many objects there are, whatever they do. */
export function countName(resource: QualifiedResource): string {
  return `count/${qualified(resource)}`;
}

/** Counts objects, under one name or several. */
export function objectCount(...names: readonly string[]): Evaluator {
  const usage: Amounts = new Map(names.map((name) => [name, ONE]));
  return { countsFor: (name) => names.includes(name), usage: () => usage };
}

/** All scopes of a quota, in the form of requirements. */
export function scopesOf({ scopes = [], scopeSelector }: ResourceQuotaSpec): readonly Scope[] {
  const plain = scopes.map((scopeName): Scope => ({ scopeName, operator: 'Exists' }));
  return scopeSelector?.matchExpressions ? [...plain, ...scopeSelector.matchExpressions] : plain;
}

/** Whether the quota limits anything that the object may use, and the object lies in all of its scopes. */
export function quotaMatches<T extends KubeObject>(
  quota: ResourceQuota,
  evaluator: Evaluator<T>,
  object: T,
): boolean {
  if (!Object.keys(quota.status?.hard ?? {}).some((name) => evaluator.countsFor(name))) return false;
  return scopesOf(quota.spec ?? {}).every((scope) => inScope(scope, evaluator, object));
}

/** Whether the object lies in the scope. */
export function inScope<T extends KubeObject>(scope: Scope, evaluator: Evaluator<T>, object: T): boolean {
  return evaluator.matchesScope?.(scope, object) ?? false;
}
