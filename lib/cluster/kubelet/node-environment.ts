import type { Client } from '../../client/client';
import type { KubeObject } from '../../kube/object';
import type { Clock } from '../clock/clock';
import type { Random } from '../clock/random';
import type { Dataplane, NetworkEndpoint } from '../component/dataplane';
import type { NodeImages } from './images';
import type { References } from './references';
import type { KubeletTimings } from './timings';
import type { WorkloadCatalogue } from './workload-catalogue';

/** A pod in the network of its node. */
export interface HostEndpoint extends NetworkEndpoint {
  listens(port: number): boolean;
}

/** What a pod finds on its node. */
export interface NodeEnvironment {
  readonly name: string;
  /** The node's own address. */
  readonly ip: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly client: Client;
  readonly timings: KubeletTimings;
  readonly images: NodeImages;
  readonly references: References;
  readonly dataplane: Dataplane;
  readonly workloads: WorkloadCatalogue;
  event(
    about: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    fieldPath?: string,
  ): void;
  /** Milliseconds until the kubelet looks again what its containers do. */
  untilRelist(): number;
  /** When it did so last, in milliseconds since the Unix epoch. */
  lastRelist(): number;
  /** Gives a pod an address and connects it; undefined if no address is free. */
  connect(endpoint: NetworkEndpoint): string | undefined;
  disconnect(ip: string): void;
  /** Pods that share the node's own address. */
  connectToHost(endpoint: HostEndpoint): void;
  disconnectFromHost(endpoint: HostEndpoint): void;
  /** The addresses of the node's pods: `10.244.1.0/24`. */
  readonly podRange: string;
}
