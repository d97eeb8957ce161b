import type { Node, Pod } from '../../../kube/generated/core-v1';
import { NodeTable } from './node-table';
import { PodInfo } from './pod-info';

interface PodState {
  info: PodInfo;
  node: string;
  /** The scheduler has decided so, but has not seen it written. */
  assumed: boolean;
}

/** The nodes and the pods on them, including pods that are on their way. */
export class SchedulerCache {
  readonly nodes = new NodeTable();
  private readonly pods = new Map<string, PodState>();

  setNode(node: Node): void {
    this.nodes.setNode(node);
  }

  removeNode(node: Node): void {
    this.nodes.removeNode(node);
  }

  isAssumed(uid: string): boolean {
    return this.pods.get(uid)?.assumed ?? false;
  }

  /** Counts a pod as running on a node before the API server says so. */
  assume(info: PodInfo, node: string): void {
    this.pods.set(info.uid, { info, node, assumed: true });
    this.nodes.addPod(info, node);
  }

  /** The pod does not go there after all. Returns the node it was assumed on. */
  forget(uid: string): string | undefined {
    const state = this.pods.get(uid);
    if (!state?.assumed) return undefined;
    this.drop(state);
    return state.node;
  }

  /** A pod is, or still is, on a node. */
  setPod(pod: Pod): void {
    const nodeName = pod.spec!.nodeName!;
    const state = this.pods.get(pod.metadata.uid!);
    if (state?.node === nodeName && state.info.update(pod)) {
      state.assumed = false;
      return;
    }
    if (state) this.drop(state);
    const info = PodInfo.of(pod);
    this.pods.set(info.uid, { info, node: nodeName, assumed: false });
    this.nodes.addPod(info, nodeName);
  }

  removePod(uid: string): void {
    const state = this.pods.get(uid);
    if (state) this.drop(state);
  }

  private drop({ info, node }: PodState): void {
    this.pods.delete(info.uid);
    this.nodes.removePod(info, node);
  }
}
