import type { Client } from '../../../client/client';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import { PersistentVolumeClaims, PersistentVolumes } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import {
  BOUND_BY_CONTROLLER,
  isFullyBound,
  isMeantFor,
  isReachable,
  SELECTED_NODE,
} from '../../../kube/volume-binding';
import type { NodeInfo } from '../cache/node-info';
import type { ObjectLister } from '../framework/cluster-view';
import type { PodVolumes } from '../framework/plugin';
import { SchedulingError } from '../framework/rejection';
import { AssumeCache } from './assume-cache';

/** Volumes and claims as they are to become for one pod. */
interface Intended {
  readonly node: NodeInfo;
  readonly bindings: readonly { readonly claim: PersistentVolumeClaim; volume: PersistentVolume }[];
  readonly provisions: PersistentVolumeClaim[];
}

/** Gets the volumes of a pod bound before the pod itself is. */
export class VolumeBinder {
  /** What plugins see. */
  readonly claims: AssumeCache<PersistentVolumeClaim>;
  readonly volumes: AssumeCache<PersistentVolume>;

  constructor(
    private readonly client: Client,
    private readonly claimLister: ObjectLister<PersistentVolumeClaim>,
    private readonly volumeLister: ObjectLister<PersistentVolume>,
  ) {
    this.claims = new AssumeCache(claimLister);
    this.volumes = new AssumeCache(volumeLister);
  }

  /** From now on nobody else gets these volumes, and the claims are known to want the node. */
  assume(node: NodeInfo, { bindings, provisions }: PodVolumes): VolumeReservation {
    const intended: Intended = {
      node,
      bindings: bindings.map(({ claim, volume }) => ({ claim, volume: boundTo(volume, claim) })),
      provisions: provisions.map((claim) => annotated(claim, SELECTED_NODE, node.name)),
    };
    for (const { volume } of intended.bindings) this.volumes.assume(volume);
    for (const claim of intended.provisions) this.claims.assume(claim);
    return new VolumeReservation(intended, this, this.client);
  }

  revert({ bindings, provisions }: Intended): void {
    for (const { volume } of bindings) this.volumes.restore(volume);
    for (const claim of provisions) this.claims.restore(claim);
  }

  /** Whether everything is bound. Throws a SchedulingError if it will not be. */
  check({ node, bindings, provisions }: Intended): boolean {
    return (
      bindings.every(({ claim, volume }) => this.isBound(claim, volume, node)) &&
      provisions.every((claim) => this.isProvisioned(claim, node))
    );
  }

  private isBound(intendedClaim: PersistentVolumeClaim, written: PersistentVolume, node: NodeInfo): boolean {
    const volume = this.latest(this.volumeLister, written, 'binding');
    const claim = this.latest(this.claimLister, intendedClaim, 'binding');
    if (isOlder(volume, written)) return false;
    refuseUnreachable(volume, node);
    if (!volume.spec?.claimRef?.uid)
      throw new SchedulingError(`ClaimRef got reset for pv "${volume.metadata.name}"`);
    return isFullyBound(claim);
  }

  private isProvisioned(written: PersistentVolumeClaim, node: NodeInfo): boolean {
    const claim = this.latest(this.claimLister, written, 'provisioning');
    if (isOlder(claim, written)) return false;
    const { name, annotations } = claim.metadata;
    if (!annotations) throw new SchedulingError(`selectedNode annotation reset for PVC "${name}"`);
    // Whoever makes volumes takes the annotation away to say that it cannot.
    if (annotations[SELECTED_NODE] !== node.name)
      throw new SchedulingError(`provisioning failed for PVC "${name}"`);
    if (claim.spec?.volumeName) {
      const volume = this.volumeLister.get('', claim.spec.volumeName);
      if (!volume) return false;
      refuseUnreachable(volume, node);
    }
    return isFullyBound(claim);
  }

  private latest<T extends KubeObject>(lister: ObjectLister<T>, { metadata, kind }: T, what: string): T {
    const object = lister.get(metadata.namespace ?? '', metadata.name!);
    if (object) return object;
    const problem = what === 'binding' ? 'failed to check binding' : 'failed to check provisioning pvc';
    throw new SchedulingError(
      `${problem}: could not find v1.${kind} "${metadata.namespace ?? ''}/${metadata.name}"`,
    );
  }
}

/** The volumes that one pod is waiting for. */
export class VolumeReservation {
  constructor(
    private readonly intended: Intended,
    private readonly binder: VolumeBinder,
    private readonly client: Client,
  ) {}

  /** Writes the decisions. The persistent volume controller and the provisioners do the rest. Throws StatusError. */
  write(): void {
    for (const binding of this.intended.bindings)
      binding.volume = this.client.update(PersistentVolumes, binding.volume);
    const { provisions } = this.intended;
    provisions.forEach((claim, index) => {
      provisions[index] = this.client.update(PersistentVolumeClaims, claim);
    });
  }

  /** Whether everything is bound. Throws a SchedulingError if it will not be. */
  isReady(): boolean {
    return this.binder.check(this.intended);
  }

  undo(): void {
    this.binder.revert(this.intended);
  }
}

function boundTo(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const claimRef = { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion };
  const isBound = volume.spec!.claimRef?.uid === uid && isMeantFor(volume, claim);
  const bound = isBound ? volume : { ...volume, spec: { ...volume.spec!, claimRef } };
  return isMeantFor(volume, claim) ? bound : annotated(bound, BOUND_BY_CONTROLLER, 'yes');
}

function annotated<T extends KubeObject>(object: T, annotation: string, value: string): T {
  const annotations = { ...object.metadata.annotations, [annotation]: value };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function isOlder({ metadata }: KubeObject, written: KubeObject): boolean {
  return Number(metadata.resourceVersion) < Number(written.metadata.resourceVersion);
}

function refuseUnreachable(volume: PersistentVolume, { name, node }: NodeInfo): void {
  if (node && isReachable(volume, node)) return;
  const why = 'no matching NodeSelectorTerms';
  throw new SchedulingError(
    `pv "${volume.metadata.name}" node affinity doesn't match node "${name}": ${why}`,
  );
}
