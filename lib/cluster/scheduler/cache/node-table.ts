import { equal } from '../../../kube/frozen';
import type { Node } from '../../../kube/generated/core-v1';
import { ExistingTerms } from './existing-terms';
import { ImageTable } from './image-table';
import { NodeInfo } from './node-info';
import { NodeOrder, zoneOf } from './node-order';
import { PodCounters } from './pod-counters';
import type { PodInfo } from './pod-info';
import type { SlotCounts } from './slot-counts';
import { type Domains, Topology } from './topology';

/** The nodes, the pods on them, and everything that is counted over them. */
export class NodeTable {
  readonly images = new ImageTable();
  readonly terms = new ExistingTerms();
  private readonly byName = new Map<string, NodeInfo>();
  private readonly order = new NodeOrder();
  private readonly topology = new Topology();
  private readonly counters = new PodCounters();
  private readonly claims = new Map<string, number>();
  private readonly freeSlots: number[] = [];
  private slots = 0;
  private listed: readonly NodeInfo[] | undefined;

  /** The nodes that exist, in the order in which they are tried. */
  list(): readonly NodeInfo[] {
    this.listed ??= this.order.list().map((name) => this.byName.get(name)!);
    return this.listed;
  }

  /** Undefined for a node that does not exist, whether pods name it or not. */
  get(name: string): NodeInfo | undefined {
    const info = this.byName.get(name);
    return info?.node ? info : undefined;
  }

  domains(topologyKey: string): Domains {
    return this.topology.of(topologyKey, this.list(), this.slots);
  }

  /** Pods per node for which `counts` holds; equal keys must mean equal questions. */
  countPods(key: string, counts: (pod: PodInfo) => boolean): SlotCounts {
    return this.counters.count(key, counts, () => this.allPods());
  }

  /** Whether any pod on a node mounts the claim. */
  isClaimUsed(namespace: string, claim: string): boolean {
    return this.claims.has(`${namespace}/${claim}`);
  }

  setNode(node: Node): void {
    const info = this.info(node.metadata.name!);
    const before = info.node;
    if (!before) {
      this.order.add(node);
      this.listed = undefined;
    } else if (zoneOf(before) !== zoneOf(node)) {
      this.order.remove(before);
      this.order.add(node);
      this.listed = undefined;
    }
    const { labels } = node.metadata;
    if (!before || (before.metadata.labels !== labels && !equal(before.metadata.labels, labels)))
      this.topology.forget();
    this.setImages(info.name, before, node);
    info.setNode(node);
  }

  removeNode(node: Node): void {
    const info = this.byName.get(node.metadata.name!);
    if (!info?.node) return;
    this.order.remove(info.node);
    this.setImages(info.name, info.node, undefined);
    info.setNode(undefined);
    this.listed = undefined;
    this.topology.forget();
    this.dropIfEmpty(info);
  }

  addPod(pod: PodInfo, nodeName: string): void {
    const info = this.info(nodeName);
    info.addPod(pod);
    this.counters.podAdded(pod, info.slot);
    this.terms.podAdded(pod, info.slot);
    this.useClaims(pod, 1);
  }

  removePod(pod: PodInfo, nodeName: string): void {
    const info = this.byName.get(nodeName);
    if (!info?.pods.has(pod.uid)) return;
    info.removePod(pod);
    this.counters.podRemoved(pod, info.slot);
    this.terms.podRemoved(pod, info.slot);
    this.useClaims(pod, -1);
    this.dropIfEmpty(info);
  }

  private *allPods(): Iterable<readonly [PodInfo, number]> {
    for (const { pods, slot } of this.byName.values()) for (const pod of pods.values()) yield [pod, slot];
  }

  private info(name: string): NodeInfo {
    let info = this.byName.get(name);
    if (!info) {
      info = new NodeInfo(name, this.freeSlots.pop() ?? this.slots++);
      this.byName.set(name, info);
    }
    return info;
  }

  private dropIfEmpty(info: NodeInfo): void {
    if (info.node || info.pods.size > 0) return;
    this.byName.delete(info.name);
    this.freeSlots.push(info.slot);
  }

  private setImages(name: string, before: Node | undefined, after: Node | undefined): void {
    const had = before?.status?.images;
    const has = after?.status?.images;
    if (had === has) return;
    this.images.remove(name, had);
    this.images.add(name, has);
  }

  private useClaims({ namespace, claims }: PodInfo, sign: 1 | -1): void {
    for (const claim of claims) {
      const key = `${namespace}/${claim}`;
      const uses = (this.claims.get(key) ?? 0) + sign;
      if (uses > 0) this.claims.set(key, uses);
      else this.claims.delete(key);
    }
  }
}
