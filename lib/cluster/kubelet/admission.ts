import { memoize } from '../../kube/frozen';
import type { Container, Node, Pod, PodSpec } from '../../kube/generated/core-v1';
import { requiredNodeAffinity } from '../../kube/node-affinity';
import { Quantity } from '../../kube/quantity';
import { isTolerated } from '../../kube/taints';
import { podRequests } from './pod-resources';
import { isSidecar } from './restart-policy';

/** Why a kubelet does not take a pod. */
export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/** What one pod takes of its node: CPU in thousandths, all else in its own unit. */
export interface PodUse {
  readonly amounts: ReadonlyMap<string, number>;
  /** `0.0.0.0/TCP/8080` */
  readonly hostPorts: readonly string[];
}

/** Resources of which every node says how much it has; the others are left to whoever manages them. */
const COMMON = new Set(['cpu', 'memory', 'ephemeral-storage']);
const ANY_ADDRESS = '0.0.0.0';

/** What the pods of one node use together. */
export class NodeUsage {
  private readonly pods = new Map<string, PodUse>();
  private readonly amounts = new Map<string, number>();
  private readonly hostPorts = new Map<string, number>();

  add(uid: string, use: PodUse): void {
    if (this.pods.has(uid)) return;
    this.pods.set(uid, use);
    this.change(use, 1);
  }

  remove(uid: string): void {
    const use = this.pods.get(uid);
    if (!use) return;
    this.pods.delete(uid);
    this.change(use, -1);
  }

  /** The first reason why the node cannot take the pod besides those it has. */
  rejection(pod: Pod, use: PodUse, node: Node): Rejection | undefined {
    return (
      osRejection(pod, node) ??
      this.resourceRejection(use, node) ??
      affinityRejection(pod, node) ??
      this.portRejection(use) ??
      taintRejection(pod, node)
    );
  }

  private change({ amounts, hostPorts }: PodUse, sign: 1 | -1): void {
    for (const [name, amount] of amounts)
      this.amounts.set(name, (this.amounts.get(name) ?? 0) + sign * amount);
    for (const port of hostPorts) this.hostPorts.set(port, (this.hostPorts.get(port) ?? 0) + sign);
  }

  private resourceRejection({ amounts }: PodUse, node: Node): Rejection | undefined {
    const allocatable = node.status?.allocatable as { readonly [name: string]: string } | undefined;
    const capacity = (name: string) => amountOf(name, Quantity.parse(allocatable?.[name] ?? 0));
    const used = this.pods.size;
    if (used + 1 > capacity('pods')) return insufficient('pods', 1, used, capacity('pods'));
    for (const [name, requested] of amounts) {
      if (requested === 0 || (!COMMON.has(name) && allocatable?.[name] === undefined)) continue;
      const taken = this.amounts.get(name) ?? 0;
      if (requested > capacity(name) - taken) return insufficient(name, requested, taken, capacity(name));
    }
    return undefined;
  }

  private portRejection({ hostPorts }: PodUse): Rejection | undefined {
    const conflicts = hostPorts.some((port) => {
      const [address, ...rest] = port.split('/');
      return [...this.hostPorts].some(([other, count]) => {
        const [otherAddress, ...otherRest] = other.split('/');
        const overlaps = address === otherAddress || address === ANY_ADDRESS || otherAddress === ANY_ADDRESS;
        return count > 0 && overlaps && rest.join('/') === otherRest.join('/');
      });
    });
    if (!conflicts) return undefined;
    return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  }
}

function insufficient(name: string, requested: number, used: number, capacity: number): Rejection {
  return {
    reason: `OutOf${name}`,
    message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  };
}

function predicate(name: string, why: string): Rejection {
  return { reason: name, message: `Predicate ${name} failed: ${why}` };
}

function osRejection(pod: Pod, node: Node): Rejection | undefined {
  const os = 'kubernetes.io/os';
  const asked = pod.metadata.labels?.[os];
  if (asked !== undefined && asked !== (node.metadata.labels?.[os] ?? 'linux'))
    return {
      reason: 'PodOSSelectorNodeLabelDoesNotMatch',
      message: "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label",
    };
  const { os: field } = pod.spec!;
  if (field && field.name !== 'linux')
    return {
      reason: 'PodOSNotSupported',
      message: "Failed to admit pod as the OS field doesn't match node OS",
    };
  return undefined;
}

function affinityRejection(pod: Pod, node: Node): Rejection | undefined {
  const affinity = requiredNodeAffinity(pod.spec!);
  if (!affinity || affinity(node)) return undefined;
  return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
}

function taintRejection(pod: Pod, { spec }: Node): Rejection | undefined {
  const { tolerations } = pod.spec!;
  const repelled = spec?.taints?.some(
    (taint) => taint.effect === 'NoExecute' && !isTolerated(taint, tolerations),
  );
  if (!repelled) return undefined;
  return predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate");
}

const NOTHING: PodUse = { amounts: new Map(), hostPorts: [] };

/** What a pod takes; the resources that nodes always have come first. Pods of one template on one node share it. */
export const podUse = memoize((spec: PodSpec): PodUse => {
  const requests = podRequests(spec);
  const hostPorts: string[] = [];
  for (const container of spec.containers) collectPorts(container, hostPorts);
  for (const container of spec.initContainers ?? [])
    if (isSidecar(container)) collectPorts(container, hostPorts);
  if (requests.size === 0 && hostPorts.length === 0) return NOTHING;
  const amounts = new Map<string, number>();
  for (const name of COMMON) {
    const amount = requests.get(name);
    if (amount) amounts.set(name, amountOf(name, amount));
  }
  for (const [name, amount] of requests) if (!COMMON.has(name)) amounts.set(name, amountOf(name, amount));
  return { amounts, hostPorts };
});

function collectPorts({ ports = [] }: Container, into: string[]): void {
  for (const { hostPort, hostIP, protocol = 'TCP' } of ports)
    if (hostPort) into.push(`${hostIP || ANY_ADDRESS}/${protocol}/${hostPort}`);
}

function amountOf(name: string, amount: Quantity): number {
  return name === 'cpu' ? amount.milli() : amount.value();
}
