import type { Client } from '../../../client/client';
import type { Node, NodeCondition, Taint } from '../../../kube/generated/core-v1';
import { Nodes } from '../../../kube/generated/resources';
import { NOT_READY_TAINT, UNREACHABLE_TAINT, UNSCHEDULABLE_TAINT } from '../../../kube/taints';
import { timestamp } from '../../clock/clock';

/** Keeps new pods away, and evicts those that do not tolerate it. */
export const NOT_READY: Taint = { key: NOT_READY_TAINT, effect: 'NoExecute' };
export const UNREACHABLE: Taint = { key: UNREACHABLE_TAINT, effect: 'NoExecute' };

/** Which taint stands for which status of a condition. */
const CONDITION_TAINTS: { readonly [condition: string]: { readonly [status: string]: string } } = {
  Ready: { False: NOT_READY_TAINT, Unknown: UNREACHABLE_TAINT },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};

const OWN_KEYS: ReadonlySet<string> = new Set([
  UNSCHEDULABLE_TAINT,
  ...Object.values(CONDITION_TAINTS).flatMap((byStatus) => Object.values(byStatus)),
]);

export interface TaintChange {
  readonly add: readonly Taint[];
  readonly remove: readonly Taint[];
}

export const isSameTaint = (a: Taint, b: Taint) => a.key === b.key && a.effect === b.effect;

export function hasTaint({ spec }: Node, taint: Taint): boolean {
  return spec?.taints?.some((one) => isSameTaint(one, taint)) ?? false;
}

export function readyCondition({ status }: Node): NodeCondition | undefined {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

/** The NoSchedule taints that a node's conditions and `spec.unschedulable` call for, compared to those it has. Pure. */
export function scheduleTaintChange({ spec, status }: Node): TaintChange {
  const wanted: Taint[] = [];
  for (const { type, status: state } of status?.conditions ?? []) {
    const key = CONDITION_TAINTS[type]?.[state];
    if (key) wanted.push({ key, effect: 'NoSchedule' });
  }
  if (spec?.unschedulable) wanted.push({ key: UNSCHEDULABLE_TAINT, effect: 'NoSchedule' });
  const present = (spec?.taints ?? []).filter(
    ({ key, effect }) => effect === 'NoSchedule' && OWN_KEYS.has(key),
  );
  const isIn = (list: readonly Taint[], taint: Taint) => list.some((one) => isSameTaint(one, taint));
  return {
    add: wanted.filter((taint) => !isIn(present, taint)),
    remove: present.filter((taint) => !isIn(wanted, taint)),
  };
}

/** Taints the node as the API server has it now. `now` in milliseconds since the Unix epoch. */
export function changeTaints(client: Client, name: string, { add, remove }: TaintChange, now: number): void {
  const node = client.get(Nodes, '', name);
  const before = node.spec?.taints ?? [];
  const kept = before.filter((taint) => !remove.some((one) => isSameTaint(one, taint)));
  const added = add
    .filter((taint) => !kept.some((one) => isSameTaint(one, taint)))
    .map((taint) => ({ ...taint, timeAdded: timestamp(now) }));
  if (kept.length === before.length && added.length === 0) return;
  const taints = [...kept, ...added];
  client.patch(Nodes, '', name, 'merge', {
    metadata: { resourceVersion: node.metadata.resourceVersion },
    spec: { taints: taints.length ? taints : null },
  });
}
