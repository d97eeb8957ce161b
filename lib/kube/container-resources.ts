import type { PodSpec } from './generated/core-v1';
import { Quantity } from './quantity';

/** Amounts per resource name. */
export type ResourceAmounts = ReadonlyMap<string, Quantity>;

type ResourceList = { readonly [name: string]: string | number };

/**
 * What the containers of a pod need together: all that run at the same time, or the init container that needs most
 * while those that keep running are there. Pod-level resources and overhead are not counted.
 */
export function aggregateContainers(spec: PodSpec, which: 'requests' | 'limits'): ResourceAmounts {
  const total = new Map<string, Quantity>();
  for (const container of spec.containers ?? []) addList(total, container.resources?.[which]);
  const sidecars = new Map<string, Quantity>();
  const starting = new Map<string, Quantity>();
  for (const container of spec.initContainers ?? []) {
    const list = container.resources?.[which];
    if (container.restartPolicy === 'Always') {
      addList(total, list);
      addList(sidecars, list);
      takeGreater(starting, sidecars);
    } else {
      const alone = new Map(sidecars);
      addList(alone, list);
      takeGreater(starting, alone);
    }
  }
  takeGreater(total, starting);
  return total;
}

function addList(total: Map<string, Quantity>, list: ResourceList | undefined): void {
  for (const name in list) {
    const amount = Quantity.parse(list[name]!);
    const known = total.get(name);
    total.set(name, known ? known.add(amount) : amount);
  }
}

function takeGreater(total: Map<string, Quantity>, other: ResourceAmounts): void {
  for (const [name, amount] of other) {
    const known = total.get(name);
    if (!known || amount.compare(known) > 0) total.set(name, amount);
  }
}
