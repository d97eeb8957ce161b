import type { Node } from '../../../kube/generated/core-v1';
import { age, NONE, nameOf, UNKNOWN } from './cells';
import type { Cell } from './table';

export function nodeCells(node: Node, now: number): readonly Cell[] {
  const { nodeInfo } = node.status ?? {};
  const kernel = nodeInfo?.kernelVersion || UNKNOWN;
  return [
    nameOf(node),
    state(node),
    roles(node) || NONE,
    age(node, now),
    nodeInfo?.kubeletVersion ?? '',
    address(node, 'InternalIP'),
    address(node, 'ExternalIP'),
    nodeInfo?.osImage || UNKNOWN,
    nodeInfo?.architecture ? `${kernel} (${nodeInfo.architecture})` : kernel,
    nodeInfo?.containerRuntimeVersion || UNKNOWN,
  ];
}

function state({ spec, status }: Node): string {
  const ready = status?.conditions?.findLast(({ type }) => type === 'Ready');
  const word = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return spec?.unschedulable ? `${word},SchedulingDisabled` : word;
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE = 'kubernetes.io/role';

/** Sorted: the label `node-role.kubernetes.io/control-plane`, and the value of the label `kubernetes.io/role`. */
function roles({ metadata }: Node): string {
  const found = Object.entries(metadata.labels ?? {}).map(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return key.slice(ROLE_PREFIX.length);
    return key === ROLE ? value : '';
  });
  return [...new Set(found.filter(Boolean))].sort().join(',');
}

function address({ status }: Node, type: string): string {
  return status?.addresses?.find((one) => one.type === type)?.address ?? NONE;
}
