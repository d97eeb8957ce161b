import type { Client } from '../../client/client';
import type { Lease } from '../../kube/generated/coordination-v1';
import type { Node } from '../../kube/generated/core-v1';
import { Leases } from '../../kube/generated/resources';
import { isStatus } from '../../kube/status';
import { type Clock, microTimestamp } from '../clock/clock';

const NAMESPACE = 'kube-node-lease';
const LEASE_SECONDS = 40;
/** Milliseconds between two renewals. */
export const RENEW_PERIOD = 10_000;

/** The lease by which a node says that it is alive. */
export class NodeLease {
  private latest: Lease | undefined;

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly node: Node,
  ) {}

  renew(): void {
    try {
      this.latest = this.latest ? this.update(this.latest) : this.adoptOrCreate();
    } catch (error) {
      // Somebody else has written or removed it: what is there now decides.
      if (!isStatus(error, 'Conflict') && !isStatus(error, 'NotFound')) throw error;
      this.latest = this.adoptOrCreate();
    }
  }

  private adoptOrCreate(): Lease | undefined {
    const { name, uid } = this.node.metadata;
    try {
      return this.update(this.client.get(Leases, NAMESPACE, name!));
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
    }
    return this.client.create(Leases, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name,
        namespace: NAMESPACE,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: name!, uid: uid! }],
      },
      spec: this.spec(),
    });
  }

  private update(lease: Lease): Lease {
    return this.client.update(Leases, { ...lease, spec: { ...lease.spec, ...this.spec() } });
  }

  private spec() {
    return {
      holderIdentity: this.node.metadata.name!,
      leaseDurationSeconds: LEASE_SECONDS,
      renewTime: microTimestamp(this.clock.now()),
    };
  }
}
