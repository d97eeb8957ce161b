import { memoize } from '../frozen';
import type { ResourceRequirements } from '../generated/core-v1';
import { Quantity } from '../quantity';
import { changeField } from './defaulting';

export type ResourceList = { readonly [name: string]: string | number };

const MILLI = -3;

/** Amounts in their canonical form; what is finer than a thousandth is rounded up. */
export const roundedResources: (list: ResourceList) => ResourceList = memoize((list) => {
  let rounded: Record<string, string | number> | undefined;
  for (const name in list) {
    const amount = Quantity.parse(list[name]!).roundUp(MILLI).toString();
    if (amount === list[name]) continue;
    rounded ??= { ...list };
    rounded[name] = amount;
  }
  return rounded ?? list;
});

export function roundRequirements<T extends Pick<ResourceRequirements, 'requests' | 'limits'>>(
  requirements: T,
): T {
  return changeField(changeField(requirements, 'limits', roundedResources), 'requests', roundedResources);
}
