import type { PodInfo } from '../cache/pod-info';

const NOBODY: readonly PodInfo[] = [];

/** Which pods have been promised a place on which node. */
export class Nominator {
  private readonly byNode = new Map<string, Map<string, PodInfo>>();
  private readonly nodeOf = new Map<string, string>();

  on(node: string): readonly PodInfo[] {
    if (this.nodeOf.size === 0) return NOBODY;
    const pods = this.byNode.get(node);
    return pods ? [...pods.values()] : NOBODY;
  }

  /** An empty node is kept as a promise too: it overrides the pod's status until that is written. */
  nominate(pod: PodInfo, node: string): void {
    this.remove(pod.uid);
    this.nodeOf.set(pod.uid, node);
    const pods = this.byNode.get(node) ?? new Map<string, PodInfo>();
    pods.set(pod.uid, pod);
    this.byNode.set(node, pods);
  }

  /** What the pod's status says. */
  restore(pod: PodInfo): void {
    this.remove(pod.uid);
    const node = pod.pod.status?.nominatedNodeName;
    if (node) this.nominate(pod, node);
  }

  /** A newer state of a pod: keeps a promise that neither state knows of, because it is still being written. */
  update(before: PodInfo['pod'], pod: PodInfo): void {
    const promised = this.nodeOf.get(pod.uid);
    const unknown = !before.status?.nominatedNodeName && !pod.pod.status?.nominatedNodeName;
    if (promised !== undefined && unknown) this.nominate(pod, promised);
    else this.restore(pod);
  }

  remove(uid: string): void {
    const node = this.nodeOf.get(uid);
    if (node === undefined) return;
    this.nodeOf.delete(uid);
    const pods = this.byNode.get(node)!;
    pods.delete(uid);
    if (pods.size === 0) this.byNode.delete(node);
  }
}
