import type { ListObject, PropagationPolicy } from '../kube/api-request';
import type { KubeObject } from '../kube/object';
import type { ResourceType } from '../kube/resource-type';

/** Which object of the cluster. */
export interface ObjectReference {
  readonly type: ResourceType;
  /** Empty for a cluster-scoped object. */
  readonly namespace: string;
  readonly name: string;
}

export interface ApplyOptions {
  readonly fieldManager: string;
  /** Takes fields over that others own. @default false */
  readonly force?: boolean;
  /** @default false */
  readonly dryRun?: boolean;
}

export interface ApplyResult {
  readonly object: KubeObject;
  readonly created: boolean;
  /** What the API server warns of. */
  readonly warnings: readonly string[];
}

export interface DeleteOptions {
  /** @default 'Background' */
  readonly propagation?: PropagationPolicy;
  readonly uid?: string;
  readonly dryRun?: boolean;
}

export interface ListOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ServerVersion {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
}

/**
 * The Kubernetes API for everybody outside of the cluster: one interface for a real cluster and a simulated one.
 * Answers of the API that are no success are thrown as StatusError; a server that cannot be reached, or refuses the
 * credentials before it looks at the request, as {@link UnreachableError}.
 */
export interface KubernetesClient {
  /** The server, for messages: `https://127.0.0.1:6443 (context kind-dev)`. */
  readonly server: string;
  version(): Promise<ServerVersion>;
  /** The resource that serves a kind, or undefined if the cluster does not know it. */
  resourceOf(apiVersion: string, kind: string): Promise<ResourceType | undefined>;
  /** Undefined when there is no such object. */
  get(reference: ObjectReference): Promise<KubeObject | undefined>;
  /** All namespaces when `namespace` is empty. */
  list(type: ResourceType, namespace: string, options?: ListOptions): Promise<ListObject>;
  /** Server-side apply. */
  apply(reference: ObjectReference, object: KubeObject, options: ApplyOptions): Promise<ApplyResult>;
  /** Returns false when there was nothing to delete. */
  delete(reference: ObjectReference, options?: DeleteOptions): Promise<boolean>;
  /** Waits: real time for a real cluster, virtual time for a simulated one. `milliseconds` is of the cluster's time. */
  pause(milliseconds: number): Promise<void>;
  /** Milliseconds of the cluster's time, for measuring durations. */
  now(): number;
}

/** The server cannot be reached, or does not let this client in. The message says which server, why, and what to do. */
export class UnreachableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreachableError';
  }
}
