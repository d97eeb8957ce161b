import type { Pod } from '../../kube/generated/core-v1';
import type { PodContainer } from './container';
import type { NodeEnvironment } from './node-environment';
import { PodSandbox } from './pod-sandbox';

/** One pod on its node: what all parts of the kubelet that work on it share. */
export class NodePod {
  readonly sandbox: PodSandbox;
  /** As the kubelet prints pods: `name_namespace(uid)`. */
  readonly printedName: string;
  /** The revision of the newest version seen: what the kubelet does now, it does because of it. */
  cause: number | undefined;

  /** @param pod the newest version seen */
  constructor(
    public pod: Pod,
    readonly node: NodeEnvironment,
  ) {
    const { name, namespace, uid } = pod.metadata;
    this.printedName = `${name}_${namespace}(${uid})`;
    this.sandbox = new PodSandbox(node, pod);
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string, container?: PodContainer): void {
    this.node.client.cause = this.cause;
    this.node.event(this.pod, type, reason, message, container?.fieldPath);
  }
}
