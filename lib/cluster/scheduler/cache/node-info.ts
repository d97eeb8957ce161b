import type { Node, Taint } from '../../../kube/generated/core-v1';
import { Quantity } from '../../../kube/quantity';
import type { Labels } from '../../../kube/selectors/requirement';
import { keepsPodsAway } from '../../../kube/taints';
import { type HostPort, UsedPorts } from './host-ports';
import type { PodInfo } from './pod-info';
import { isScalarResource, type PodRequests } from './pod-requests';

/** CPU in thousandths, memory and storage in bytes. */
export class Resources {
  cpu = 0;
  memory = 0;
  ephemeralStorage = 0;
  scalars: Map<string, number> | undefined;

  add({ cpu, memory, ephemeralStorage, scalars }: PodRequests, sign: 1 | -1): void {
    this.cpu += sign * cpu;
    this.memory += sign * memory;
    this.ephemeralStorage += sign * ephemeralStorage;
    if (!scalars) return;
    this.scalars ??= new Map();
    for (const [name, amount] of scalars)
      this.scalars.set(name, (this.scalars.get(name) ?? 0) + sign * amount);
  }

  clone(): Resources {
    const copy = new Resources();
    copy.cpu = this.cpu;
    copy.memory = this.memory;
    copy.ephemeralStorage = this.ephemeralStorage;
    copy.scalars = this.scalars && new Map(this.scalars);
    return copy;
  }
}

const NO_TAINTS: readonly Taint[] = [];
const NO_LABELS: Labels = Object.freeze({});

/** A node with the pods on it, and what they take of it. */
export class NodeInfo {
  /** Undefined when only pods that name it are known. */
  node: Node | undefined;
  labels: Labels = NO_LABELS;
  /** Those that keep pods away. */
  taints: readonly Taint[] = NO_TAINTS;
  /** Those that only make the node less attractive. */
  softTaints: readonly Taint[] = NO_TAINTS;
  unschedulable = false;
  allocatable = new Resources();
  allowedPods = 0;
  /** By UID. */
  pods = new Map<string, PodInfo>();
  requested = new Resources();
  nonZeroCpu = 0;
  nonZeroMemory = 0;
  private ports: UsedPorts | undefined;

  constructor(
    readonly name: string,
    /** A small number that is the node's own: counts per node are arrays by slot. */
    readonly slot: number,
  ) {}

  setNode(node: Node | undefined): void {
    const before = this.node;
    this.node = node;
    this.labels = node?.metadata.labels ?? NO_LABELS;
    this.unschedulable = node?.spec?.unschedulable ?? false;
    const taints = node?.spec?.taints ?? NO_TAINTS;
    if (taints !== (before?.spec?.taints ?? NO_TAINTS)) {
      this.taints = taints.filter(keepsPodsAway);
      this.softTaints = taints.filter((taint) => !keepsPodsAway(taint));
    }
    if (node?.status?.allocatable !== before?.status?.allocatable)
      this.setAllocatable(node?.status?.allocatable);
  }

  addPod(pod: PodInfo): void {
    this.pods.set(pod.uid, pod);
    this.account(pod, 1);
    for (const port of pod.hostPorts) {
      this.ports ??= new UsedPorts();
      this.ports.add(port);
    }
  }

  removePod(pod: PodInfo): void {
    const own = this.pods.get(pod.uid);
    if (!own) return;
    this.pods.delete(pod.uid);
    this.account(own, -1);
    for (const port of own.hostPorts) this.ports?.remove(port);
  }

  isPortUsed(port: HostPort): boolean {
    return this.ports?.conflictsWith(port) ?? false;
  }

  /** To ask what would be: pods can be added and removed without consequences. */
  clone(): NodeInfo {
    const copy = new NodeInfo(this.name, this.slot);
    copy.node = this.node;
    copy.labels = this.labels;
    copy.taints = this.taints;
    copy.softTaints = this.softTaints;
    copy.unschedulable = this.unschedulable;
    copy.allocatable = this.allocatable;
    copy.allowedPods = this.allowedPods;
    copy.pods = new Map(this.pods);
    copy.requested = this.requested.clone();
    copy.nonZeroCpu = this.nonZeroCpu;
    copy.nonZeroMemory = this.nonZeroMemory;
    copy.ports = this.ports?.clone();
    return copy;
  }

  private account({ requests }: PodInfo, sign: 1 | -1): void {
    this.requested.add(requests, sign);
    this.nonZeroCpu += sign * requests.nonZeroCpu;
    this.nonZeroMemory += sign * requests.nonZeroMemory;
  }

  private setAllocatable(list: { readonly [name: string]: string | number } = {}): void {
    const allocatable = new Resources();
    this.allowedPods = 0;
    for (const name in list) {
      const amount = Quantity.parse(list[name]!);
      if (name === 'cpu') allocatable.cpu = amount.milli();
      else if (name === 'memory') allocatable.memory = amount.value();
      else if (name === 'ephemeral-storage') allocatable.ephemeralStorage = amount.value();
      else if (name === 'pods') this.allowedPods = amount.value();
      else if (isScalarResource(name)) {
        allocatable.scalars ??= new Map();
        allocatable.scalars.set(name, amount.value());
      }
    }
    this.allocatable = allocatable;
  }
}
