import type { Pod } from '../../kube/generated/core-v1';

/** What the containers of a pod have used lately. */
export interface PodUsage {
  /** The end of the measurement, in milliseconds since the Unix epoch. */
  readonly at: number;
  /** Milliseconds that were measured. */
  readonly window: number;
  readonly containers: ReadonlyMap<string, ContainerUsage>;
}

export interface ContainerUsage {
  /** Thousandths of a CPU, on average. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** The resource metrics API of the cluster, as far as a controller needs it. */
export interface ResourceMetrics {
  /** Undefined for a pod that has not been measured. */
  usage(pod: Pod): PodUsage | undefined;
}
