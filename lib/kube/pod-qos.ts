import { freeze, memoize } from './frozen';
import type { PodSpec } from './generated/core-v1';
import { Quantity } from './quantity';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

type ResourceList = { readonly [name: string]: string | number } | undefined;

const COMPUTE = ['cpu', 'memory'];

/** How well a pod's resources are guaranteed, which decides who is evicted first. Ephemeral containers do not count. */
export function podQosClass(spec: PodSpec): QosClass {
  return compute(spec).qosClass;
}

const compute = memoize((spec: PodSpec) => freeze({ qosClass: classOf(spec) }));

function classOf(spec: PodSpec): QosClass {
  const requests = new Map<string, Quantity>();
  const limits = new Map<string, Quantity>();
  let limited = true;
  const parts = spec.resources
    ? [spec.resources]
    : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources = {} }) => resources);
  for (const part of parts) {
    add(requests, part.requests);
    const found = add(limits, part.limits);
    const mayLackLimits = spec.resources && Object.keys(part.limits ?? {}).length === 0;
    if (found < COMPUTE.length && !mayLackLimits) limited = false;
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  return limited && sameAmounts(requests, limits) ? 'Guaranteed' : 'Burstable';
}

/** How many of the compute resources the list has. */
function add(total: Map<string, Quantity>, list: ResourceList): number {
  let found = 0;
  for (const name of COMPUTE) {
    const value = list?.[name];
    if (value === undefined) continue;
    const amount = Quantity.parse(value);
    if (amount.sign <= 0) continue;
    found++;
    const known = total.get(name);
    total.set(name, known ? known.add(amount) : amount);
  }
  return found;
}

function sameAmounts(
  requests: ReadonlyMap<string, Quantity>,
  limits: ReadonlyMap<string, Quantity>,
): boolean {
  if (requests.size !== limits.size) return false;
  for (const [name, amount] of requests) if (!limits.get(name)?.equals(amount)) return false;
  return true;
}
