import type { DeviceRequest, ResourceClaim } from '../generated/resource-v1';
import { Quantity } from '../quantity';
import { countName, type Evaluator } from './evaluator';

const COUNT = countName({ group: 'resource.k8s.io', resource: 'resourceclaims' });
const OF_CLASS = '.deviceclass.resource.k8s.io/devices';
/** A claim for all devices that match is charged with the most that it can get. */
const MOST_DEVICES = 32;

/**
 * Claims of devices count themselves and their devices per device class. What they are charged with as extended
 * resources is not counted.
 */
export const resourceClaimEvaluator: Evaluator<ResourceClaim> = {
  countsFor: (name) => name === COUNT || name.endsWith(OF_CLASS),

  usage({ spec }) {
    const usage = new Map([[COUNT, Quantity.of(1)]]);
    for (const request of spec.devices?.requests ?? [])
      for (const [className, count] of devicesOf(request)) {
        const name = `${className}${OF_CLASS}`;
        usage.set(name, (usage.get(name) ?? Quantity.zero).add(Quantity.of(count)));
      }
    return usage;
  },

  changedBy: (_claim, _old, subresource) => subresource === '',
};

/** Per class; of alternatives, the one that needs most counts. */
function devicesOf({ exactly, firstAvailable = [] }: DeviceRequest): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const alternatives = firstAvailable.length > 0 ? firstAvailable : exactly ? [exactly] : [];
  for (const { deviceClassName, allocationMode, count = 0 } of alternatives) {
    const devices = allocationMode === 'All' ? MOST_DEVICES : allocationMode === 'ExactCount' ? count : 0;
    counts.set(deviceClassName, Math.max(counts.get(deviceClassName) ?? 0, devices));
  }
  return counts;
}
