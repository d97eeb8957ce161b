import type { DaemonSet } from '../../../kube/generated/apps-v1';
import type { Node, Pod } from '../../../kube/generated/core-v1';
import { type NodeAffinity, requiredNodeAffinity } from '../../../kube/node-affinity';
import { isTolerated, keepsPodsAway } from '../../../kube/taints';
import { targetNode, tolerantSpec } from './daemon-template';

/** What a DaemonSet wants of a node. */
export interface NodeFit {
  /** A pod is to be there. */
  readonly shouldRun: boolean;
  /** A pod that is there may stay. */
  readonly mayStay: boolean;
}

const NEITHER: NodeFit = { shouldRun: false, mayStay: false };

/** Judges nodes for the pods of one DaemonSet. Pure. */
export class DaemonPlacement {
  private readonly affinity: NodeAffinity | undefined;

  constructor(private readonly daemonSet: DaemonSet) {
    this.affinity = requiredNodeAffinity(daemonSet.spec!.template.spec!);
  }

  fit(node: Node): NodeFit {
    const spec = this.daemonSet.spec!.template.spec!;
    if (spec.nodeName && spec.nodeName !== node.metadata.name) return NEITHER;
    if (this.affinity && !this.affinity(node)) return NEITHER;
    const taints = node.spec?.taints;
    if (!taints?.length) return { shouldRun: true, mayStay: true };
    const { tolerations } = tolerantSpec(spec);
    const unbearable = taints.filter((taint) => keepsPodsAway(taint) && !isTolerated(taint, tolerations));
    return {
      shouldRun: unbearable.length === 0,
      mayStay: unbearable.every(({ effect }) => effect !== 'NoExecute'),
    };
  }
}

/** Pods by the node that they are on, or made for. */
export function podsByNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = targetNode(pod);
    if (node === undefined) continue;
    const others = byNode.get(node);
    if (others) others.push(pod);
    else byNode.set(node, [pod]);
  }
  return byNode;
}

/** Pods that have been scheduled first, then the oldest. */
export function byAge(a: Pod, b: Pod): number {
  return (
    Number(Boolean(b.spec?.nodeName)) - Number(Boolean(a.spec?.nodeName)) ||
    Date.parse(a.metadata.creationTimestamp!) - Date.parse(b.metadata.creationTimestamp!) ||
    (a.metadata.name! < b.metadata.name! ? -1 : 1)
  );
}
