import { equal } from '../../../kube/frozen';
import type { PersistentVolumeClaim, Pod, ResourceQuota, Service } from '../../../kube/generated/core-v1';
import type { KubeObject } from '../../../kube/object';
import { isPodTerminal } from '../../../kube/pod-status';
import { Quantity } from '../../../kube/quantity';
import { type Amounts, sumOf } from '../../../kube/quota/amounts';
import { type Evaluator, inScope, scopesOf } from '../../../kube/quota/evaluator';

/** The objects of one resource, and how they count. */
export interface QuotaSubject {
  readonly evaluator: Evaluator;
  readonly objects: readonly KubeObject[];
}

/** What the objects of a namespace use of all that the quota limits and somebody can count. Pure. */
export function quotaUsage(
  { spec = {} }: ResourceQuota,
  subjects: readonly QuotaSubject[],
  now: number,
): Amounts {
  const names = Object.keys(spec.hard ?? {});
  const scopes = scopesOf(spec);
  const usage = new Map<string, Quantity>();
  for (const { evaluator, objects } of subjects) {
    const counted = names.filter((name) => evaluator.countsFor(name));
    let used: Amounts = new Map(counted.map((name) => [name, Quantity.zero]));
    for (const object of objects)
      if (scopes.every((scope) => inScope(scope, evaluator, object)))
        used = sumOf(used, evaluator.usage(object, now));
    for (const name of counted) usage.set(name, (usage.get(name) ?? Quantity.zero).add(used.get(name)!));
  }
  return usage;
}

/** Whether an update of an object gives back what it used; creations are charged when they are admitted. */
export function replenishes(resource: string, object: KubeObject, old: KubeObject): boolean {
  switch (resource) {
    case 'pods':
      return podReplenishes(object as Pod, old as Pod);
    case 'services':
      return chargedType(object as Service) !== chargedType(old as Service);
    case 'persistentvolumeclaims':
      return !equal(
        (object as PersistentVolumeClaim).status?.allocatedResources,
        (old as PersistentVolumeClaim).status?.allocatedResources,
      );
    default:
      return false;
  }
}

function podReplenishes(pod: Pod, old: Pod): boolean {
  const isLimited = ({ spec }: Pod) => (spec?.activeDeadlineSeconds ?? -1) >= 0;
  return (
    (isPodTerminal(pod) && !isPodTerminal(old)) || isLimited(pod) !== isLimited(old) || wasResized(pod, old)
  );
}

function wasResized(pod: Pod, old: Pod): boolean {
  const resources = ({ status }: Pod) =>
    [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].map(
      (one) => one.resources,
    );
  return !equal(resources(pod), resources(old));
}

function chargedType({ spec }: Service): string {
  return spec?.type === 'NodePort' || spec?.type === 'LoadBalancer' ? spec.type : '';
}
