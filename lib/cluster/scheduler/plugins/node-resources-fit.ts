import type { Node, Pod } from '../../../kube/generated/core-v1';
import { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import { PodRequests } from '../cache/pod-requests';
import { on } from '../framework/cluster-event';
import { MAX_NODE_SCORE, type Plugin } from '../framework/plugin';
import type { Rejection } from '../framework/rejection';
import { isPlaced } from './placed';

const NAME = 'NodeResourcesFit';

/** What the pod requests must be left on the node; the more is left afterwards, the better (LeastAllocated). */
export const nodeResourcesFit: Plugin = {
  name: NAME,
  interests: [
    on('Pod', ['Delete', 'UpdatePodScaleDown'], (pod, before, after) =>
      after ? after.metadata.uid === pod.uid || freesRequested(pod, before!, after) : isPlaced(before!),
    ),
    on('Node', ['Add', 'UpdateNodeAllocatable'], (pod, before, after) => {
      if (insufficient(pod.requests, emptyNode(after!))) return false;
      return !before || offersMore(pod.requests, emptyNode(before), emptyNode(after!));
    }),
  ],

  preFilter({ requests }) {
    return { plugin: NAME, filter: (node) => insufficient(requests, node) };
  },

  preScore({ requests }) {
    return { score: (node) => leastAllocated(requests, node) };
  },
};

type Shortage = readonly [reason: string, possible: boolean];

/** What the node lacks for the requests; undefined if nothing. */
function insufficient(requests: PodRequests, node: NodeInfo): Rejection | undefined {
  const { allocatable, requested } = node;
  const { cpu, memory, ephemeralStorage, scalars } = requests;
  if (
    node.pods.size < node.allowedPods &&
    (cpu === 0 || cpu <= allocatable.cpu - requested.cpu) &&
    (memory === 0 || memory <= allocatable.memory - requested.memory) &&
    (ephemeralStorage === 0 ||
      ephemeralStorage <= allocatable.ephemeralStorage - requested.ephemeralStorage) &&
    !scalars
  )
    return undefined;
  const shortages = shortagesOf(requests, node);
  if (shortages.length === 0) return undefined;
  return {
    plugin: NAME,
    reasons: shortages.map(([reason]) => reason),
    resolvable: shortages.every(([, possible]) => possible),
  };
}

function shortagesOf(
  { cpu, memory, ephemeralStorage, scalars }: PodRequests,
  { allocatable, requested, pods, allowedPods }: NodeInfo,
): readonly Shortage[] {
  const shortages: Shortage[] = [];
  const check = (name: string, wanted: number, total: number, used: number) => {
    if (wanted > 0 && wanted > total - used) shortages.push([`Insufficient ${name}`, wanted <= total]);
  };
  if (pods.size + 1 > allowedPods) shortages.push(['Too many pods', true]);
  check('cpu', cpu, allocatable.cpu, requested.cpu);
  check('memory', memory, allocatable.memory, requested.memory);
  check('ephemeral-storage', ephemeralStorage, allocatable.ephemeralStorage, requested.ephemeralStorage);
  for (const [name, wanted] of scalars ?? [])
    check(name, wanted, allocatable.scalars?.get(name) ?? 0, requested.scalars?.get(name) ?? 0);
  return shortages;
}

/** The average of what would be left of CPU and memory, in percent. */
function leastAllocated({ scoringCpu, scoringMemory }: PodRequests, node: NodeInfo): number {
  const { cpu, memory } = node.allocatable;
  let sum = 0;
  let kinds = 0;
  if (cpu > 0) {
    sum += percentLeft(node.nonZeroCpu + scoringCpu, cpu);
    kinds++;
  }
  if (memory > 0) {
    sum += percentLeft(node.nonZeroMemory + scoringMemory, memory);
    kinds++;
  }
  return kinds === 0 ? 0 : Math.trunc(sum / kinds);
}

function percentLeft(used: number, total: number): number {
  return used > total ? 0 : Math.trunc(((total - used) * MAX_NODE_SCORE) / total);
}

function emptyNode(node: Node): NodeInfo {
  const info = new NodeInfo(node.metadata.name!, 0);
  info.setNode(node);
  return info;
}

function offersMore(requests: PodRequests, before: NodeInfo, after: NodeInfo): boolean {
  return after.allowedPods > before.allowedPods || gains(requests, before.allocatable, after.allocatable);
}

/** Whether a running pod gave back something of what `pod` asks for. */
function freesRequested({ requests }: PodInfo, before: Pod, after: Pod): boolean {
  if (!after.spec!.nodeName) return false;
  return gains(requests, PodRequests.ofRunning(after), PodRequests.ofRunning(before));
}

type Amounts = Pick<PodRequests, 'cpu' | 'memory' | 'ephemeralStorage' | 'scalars'>;

/** Whether `more` is more than `less` in anything that is requested. */
function gains(requests: PodRequests, less: Amounts, more: Amounts): boolean {
  if (requests.cpu > 0 && more.cpu > less.cpu) return true;
  if (requests.memory > 0 && more.memory > less.memory) return true;
  if (requests.ephemeralStorage > 0 && more.ephemeralStorage > less.ephemeralStorage) return true;
  for (const name of requests.scalars?.keys() ?? [])
    if ((more.scalars?.get(name) ?? 0) > (less.scalars?.get(name) ?? 0)) return true;
  return false;
}
