import type { Pod } from '../../kube/generated/core-v1';
import type { PodContainer } from './container';
import type { NodeEnvironment } from './node-environment';
import { PodSandbox } from './pod-sandbox';

/** One pod on its node: what all parts of the kubelet that work on it share. */
export class NodePod {
  readonly sandbox: PodSandbox;
  /** The revision of the newest version seen: what the kubelet does now, it does because of it. */
  cause: number | undefined;

  /** @param pod the newest version seen */
  constructor(
    public pod: Pod,
    readonly node: NodeEnvironment,
  ) {
    this.sandbox = new PodSandbox(node, pod);
  }

  /** As the kubelet prints pods: `name_namespace(uid)`. */
  get printedName(): string {
    const { name, namespace, uid } = this.pod.metadata;
    return `${name}_${namespace}(${uid})`;
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string, container?: PodContainer): void {
    this.node.client.cause = this.cause;
    this.node.event(this.pod, type, reason, message, container?.fieldPath);
  }
}
