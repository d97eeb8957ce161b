import type { ResourceQuota } from '../../../kube/generated/core-v1';
import { age, nameOf } from './cells';
import type { Cell } from './table';

export function resourceQuotaCells(quota: ResourceQuota, now: number): readonly Cell[] {
  const { hard = {}, used = {} } = quota.status ?? {};
  const isLimit = (resource: string) => resource.startsWith('limits.');
  const text = (resources: readonly string[]) =>
    resources.map((resource) => `${resource}: ${used[resource] ?? 0}/${hard[resource]}`).join(', ');
  const names = Object.keys(hard).sort();
  return [
    nameOf(quota),
    text(names.filter((resource) => !isLimit(resource))),
    text(names.filter(isLimit)),
    age(quota, now),
  ];
}
