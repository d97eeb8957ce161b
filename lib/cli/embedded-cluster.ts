import { InProcessClient } from '../client/in-process-client';
import type { KubernetesClient } from '../client/kubernetes-client';
import { adminThrough } from '../cluster/identities';
import { VirtualCluster } from '../cluster/virtual-cluster';

/** A client for a new simulated cluster in this process, on virtual time. */
export function embeddedClient(nodes: number): KubernetesClient {
  return clientOf(new VirtualCluster({ nodes }));
}

/** The administrator of a simulated cluster in this process. */
export function clientOf(cluster: VirtualCluster): KubernetesClient {
  return new InProcessClient(cluster, adminThrough('seaworthy'));
}
