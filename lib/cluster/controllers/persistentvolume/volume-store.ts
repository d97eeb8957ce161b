import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../kube/generated/core-v1';
import { PersistentVolumeClaims, PersistentVolumes } from '../../../kube/generated/resources';
import type { StorageClass } from '../../../kube/generated/storage-v1';
import { isPodTerminal } from '../../../kube/pod-status';
import { isStatus } from '../../../kube/status';
import { classOfClaim, findVolume, isMeantFor } from '../../../kube/volume-binding';
import type { OwnWrites } from '../../component/own-writes';
import { POD_CLAIM_INDEX } from '../../component/pod-claims';
import { claimBoundTo, claimStatus, unboundVolume, volumeBoundTo } from './bound-objects';

export interface VolumeCaches {
  readonly claims: Informer<PersistentVolumeClaim>;
  readonly volumes: Informer<PersistentVolume>;
  readonly classes: Informer<StorageClass>;
  readonly pods: Informer<Pod>;
}

const NOTHING_TAKEN: ReadonlySet<string> = new Set();

/** Everybody's writes wait for everybody's: claims and volumes are two ends of one thing. */
export const ALL = '';

/** What the volume controller knows, and how it writes. */
export class VolumeStore {
  constructor(
    private readonly client: Client,
    private readonly writes: OwnWrites,
    readonly caches: VolumeCaches,
  ) {}

  classOf(claim: PersistentVolumeClaim): StorageClass | undefined {
    const name = classOfClaim(claim);
    return name ? this.caches.classes.byKey(name) : undefined;
  }

  /** Whether the claim gets its volume only when a pod that uses it has a node. */
  isDelayed(claim: PersistentVolumeClaim): boolean {
    return this.classOf(claim)?.volumeBindingMode === 'WaitForFirstConsumer';
  }

  /** A free volume for the claim, as close as possible to what it asks for. */
  bestVolume(claim: PersistentVolumeClaim): PersistentVolume | undefined {
    const { accessModes = [] } = claim.spec!;
    const isDelayed = this.isDelayed(claim);
    const byModes = new Map<number, PersistentVolume[]>();
    for (const volume of this.caches.volumes.list()) {
      const offered = volume.spec!.accessModes ?? [];
      if (isDelayed && !isMeantFor(volume, claim)) continue;
      if (!accessModes.every((mode) => offered.includes(mode))) continue;
      const others = byModes.get(offered.length);
      if (others) others.push(volume);
      else byModes.set(offered.length, [volume]);
    }
    for (const [, volumes] of [...byModes].sort(([a], [b]) => a - b)) {
      const found = findVolume(claim, volumes, undefined, NOTHING_TAKEN);
      if (found) return found;
    }
    return undefined;
  }

  /** Names of the pods that use a claim and have no node yet. */
  waitingPods(claimKey: string): readonly string[] {
    return this.caches.pods
      .byIndex(POD_CLAIM_INDEX, claimKey)
      .filter((pod) => !isPodTerminal(pod) && !pod.spec?.nodeName)
      .map(({ metadata }) => metadata.name!);
  }

  /** The claim as the API server has it now, if it is the one with this UID. */
  freshClaim(namespace: string, name: string, uid: string): PersistentVolumeClaim | undefined {
    const cached = this.caches.claims.get(namespace, name);
    if (cached?.metadata.uid === uid) return cached;
    try {
      const claim = this.client.get(PersistentVolumeClaims, namespace, name);
      return claim.metadata.uid === uid ? claim : undefined;
    } catch (error) {
      if (isStatus(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  bind(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    const ownVolume = volumeBoundTo(volume, claim);
    const boundVolume = ownVolume === volume ? volume : this.updateVolume(ownVolume);
    this.setVolumePhase(boundVolume, 'Bound');
    const ownClaim = claimBoundTo(claim, volume);
    this.setClaimPhase(ownClaim === claim ? claim : this.updateClaim(ownClaim), 'Bound', boundVolume);
  }

  unbind(volume: PersistentVolume): void {
    this.setVolumePhase(this.updateVolume(unboundVolume(volume)), 'Available');
  }

  updateClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
    const updated = this.client.update(PersistentVolumeClaims, claim);
    this.writes.note(ALL, this.caches.claims, updated);
    return updated;
  }

  /** Returns the claim as it is then. */
  setClaimPhase(
    claim: PersistentVolumeClaim,
    phase: 'Pending' | 'Bound' | 'Lost',
    volume?: PersistentVolume,
  ): PersistentVolumeClaim {
    const status = claimStatus(claim, phase, volume);
    if (status === claim.status) return claim;
    const updated = this.client.updateStatus(PersistentVolumeClaims, { ...claim, status });
    this.writes.note(ALL, this.caches.claims, updated);
    return updated;
  }

  /** Returns the volume as it is then. */
  setVolumePhase(
    volume: PersistentVolume,
    phase: 'Available' | 'Bound' | 'Released' | 'Failed',
    message?: string,
  ): PersistentVolume {
    if (volume.status?.phase === phase) return volume;
    const { message: _old, ...rest } = volume.status ?? {};
    const status = { ...rest, phase, ...(message ? { message } : {}) };
    const updated = this.client.updateStatus(PersistentVolumes, { ...volume, status });
    this.writes.note(ALL, this.caches.volumes, updated);
    return updated;
  }

  private updateVolume(volume: PersistentVolume): PersistentVolume {
    const updated = this.client.update(PersistentVolumes, volume);
    this.writes.note(ALL, this.caches.volumes, updated);
    return updated;
  }
}
