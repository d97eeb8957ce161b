/**
 * How long the parts of a node take that Kubernetes does not decide: container runtime, network and registry. All in
 * milliseconds of virtual time.
 */
export interface KubeletTimings {
  /** Making a sandbox and connecting it to the network. @default 300 */
  readonly sandbox: number;
  /** Creating and starting one container. @default 100 */
  readonly container: number;
  /** The registry's word that an image is there already, or that it does not exist. @default 300 */
  readonly registryAnswer: number;
}

export const DEFAULT_TIMINGS: KubeletTimings = { sandbox: 300, container: 100, registryAnswer: 300 };

/** How often the kubelet looks what its container runtime does; a container that dies is noticed then. */
export const RELIST_PERIOD = 1_000;
/** How long the kubelet waits before it tries to start a pod again, when the error does not say. */
export const SYNC_BACKOFF = 10_000;
/** The longest a pod with errors goes without being synced. */
export const RESYNC_PERIOD = 60_000;
/** The least time between SIGTERM and SIGKILL. */
export const MINIMUM_GRACE = 2;
