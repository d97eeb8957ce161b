import type { NamespaceCondition, NamespaceStatus } from '../../../kube/generated/core-v1';
import { timestamp } from '../../clock/clock';

/** What a look at a terminating namespace found. */
export interface Remains {
  /** Number of objects left, by resource as messages write it: `pods.`, `deployments.apps`. */
  readonly objects: ReadonlyMap<string, number>;
  /** Number of objects that wait for it, by finalizer. */
  readonly finalizers: ReadonlyMap<string, number>;
  /** Why content could not be deleted. */
  readonly failures: readonly string[];
  /** Pods go first; while they do, the rest has not been looked at. */
  readonly onlyPods: boolean;
}

interface Finding {
  readonly reason: string;
  readonly message: string;
}

const FINE: { readonly [type: string]: Finding } = {
  NamespaceDeletionDiscoveryFailure: {
    reason: 'ResourcesDiscovered',
    message: 'All resources successfully discovered',
  },
  NamespaceDeletionGroupVersionParsingFailure: {
    reason: 'ParsedGroupVersions',
    message: 'All legacy kube types successfully parsed',
  },
  NamespaceDeletionContentFailure: {
    reason: 'ContentDeleted',
    message: 'All content successfully deleted, may be waiting on finalization',
  },
  NamespaceContentRemaining: { reason: 'ContentRemoved', message: 'All content successfully removed' },
  NamespaceFinalizersRemaining: {
    reason: 'ContentHasNoFinalizers',
    message: 'All content-preserving finalizers finished',
  },
};

/** The status that tells what remains; the same one if it says so already. `now` in milliseconds. Pure. */
export function withRemains(status: NamespaceStatus, remains: Remains, now: number): NamespaceStatus {
  const problems = problemsOf(remains);
  const before = status.conditions ?? [];
  const types = Object.keys(FINE);
  const kept = before.map((condition) =>
    types.includes(condition.type) ? updated(condition, problems.get(condition.type), now) : condition,
  );
  const added = types
    .filter((type) => !before.some((one) => one.type === type))
    .map((type) => fresh(type, problems.get(type), now));
  const isSame = added.length === 0 && kept.every((condition, index) => condition === before[index]);
  return isSame ? status : { ...status, conditions: [...kept, ...added] };
}

function problemsOf({ objects, finalizers, failures, onlyPods }: Remains): ReadonlyMap<string, Finding> {
  const problems = new Map<string, Finding>();
  if (failures.length > 0)
    problems.set('NamespaceDeletionContentFailure', {
      reason: 'ContentDeletionFailed',
      message: `Failed to delete all resource types, ${failures.length} remaining: ${[...failures].sort().join(', ')}`,
    });
  if (onlyPods) return problems;
  if (objects.size > 0)
    problems.set('NamespaceContentRemaining', {
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${listed(objects, (resource, count) => `${resource} has ${count} resource instances`)}`,
    });
  if (finalizers.size > 0)
    problems.set('NamespaceFinalizersRemaining', {
      reason: 'SomeFinalizersRemain',
      message: `Some content in the namespace has finalizers remaining: ${listed(finalizers, (finalizer, count) => `${finalizer} in ${count} resource instances`)}`,
    });
  return problems;
}

function listed(counts: ReadonlyMap<string, number>, print: (name: string, count: number) => string): string {
  return Array.from(counts, ([name, count]) => print(name, count))
    .sort()
    .join(', ');
}

function fresh(type: string, problem: Finding | undefined, now: number): NamespaceCondition {
  const status = problem ? 'True' : 'False';
  return { type, status, lastTransitionTime: timestamp(now), ...(problem ?? FINE[type]!) };
}

function updated(
  condition: NamespaceCondition,
  problem: Finding | undefined,
  now: number,
): NamespaceCondition {
  const next = fresh(condition.type, problem, now);
  if (condition.status !== next.status) return next;
  if (condition.reason === next.reason && condition.message === next.message) return condition;
  return { ...next, lastTransitionTime: condition.lastTransitionTime };
}
