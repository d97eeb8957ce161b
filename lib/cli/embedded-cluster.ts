import { InProcessClient } from '../client/in-process-client';
import type { KubernetesClient } from '../client/kubernetes-client';
import { SUPERUSER_IDENTITY } from '../cluster/identities';
import { VirtualCluster } from '../cluster/virtual-cluster';

/** A client for a new simulated cluster in this process, on virtual time. */
export function embeddedClient(nodes: number): KubernetesClient {
  const cluster = new VirtualCluster({ nodes });
  return new InProcessClient(cluster, SUPERUSER_IDENTITY);
}
