import type { ConnectAnswer } from '../../../kube/api-request';
import type { Pod } from '../../../kube/generated/core-v1';
import { internalError } from '../../../kube/status';

/** Which lines of a log are wanted, and in which form: `PodLogOptions`. */
export interface ContainerLogOptions {
  /** The life before the current one. */
  readonly previous?: boolean;
  readonly tailLines?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly sinceSeconds?: number;
  readonly timestamps?: boolean;
  readonly limitBytes?: number;
  /** Whether what comes later is wanted too. */
  readonly follow?: boolean;
}

/** A request that the API server sends on to an application. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly host: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** What an application answered, or why it did not, in the words of a failed connection. */
export type ProxiedAnswer =
  | { readonly status: number; readonly headers: { readonly [name: string]: string }; readonly body: string }
  | string;

/** Who stands behind the API server: kubelets and applications. Whoever puts the cluster together knows them. */
export interface Backends {
  /** What a container has written. Throws a StatusError when its kubelet has nothing to read. */
  log(pod: Pod, container: string, options: ContainerLogOptions): Pick<ConnectAnswer, 'text' | 'follow'>;
  send(ip: string, port: number, request: ProxiedRequest): ProxiedAnswer;
}

/** An API server with nothing around it: every connection is refused. */
export const NO_BACKENDS: Backends = {
  log: ({ metadata, spec }, container) => {
    const place = `https://${spec!.nodeName}:10250/containerLogs/${metadata.namespace}/${metadata.name}/${container}`;
    throw internalError(`Get "${place}": dial tcp ${spec!.nodeName}:10250: connect: connection refused`);
  },
  send: (ip, port) => `dial tcp ${ip}:${port}: connect: connection refused`,
};
