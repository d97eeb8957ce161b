import type { PersistentVolume, PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import type { EventRecorder } from '../../component/event-recorder';
import type { VolumeStore } from './volume-store';

const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';

/** Keeps the phases of volumes, and gives back those whose claims are gone. */
export class VolumeSync {
  /** @param enqueueClaim has a claim looked at, by its key */
  constructor(
    private readonly store: VolumeStore,
    private readonly events: EventRecorder,
    private readonly enqueueClaim: (key: string) => void,
  ) {}

  sync(volume: PersistentVolume): void {
    const { claimRef } = volume.spec!;
    if (!claimRef?.uid) {
      this.store.setVolumePhase(volume, 'Available');
      return;
    }
    const claim = this.store.freshClaim(claimRef.namespace!, claimRef.name!, claimRef.uid);
    if (!claim) this.release(volume);
    else if (!claim.spec!.volumeName) this.awaitClaim(volume, claim);
    else if (claim.spec!.volumeName === volume.metadata.name) this.store.setVolumePhase(volume, 'Bound');
    else if (isProvisioned(volume) && volume.spec!.persistentVolumeReclaimPolicy === 'Delete')
      this.release(volume);
    else this.store.unbind(volume);
  }

  private awaitClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    const modeOf = ({ volumeMode = 'Filesystem' }: { readonly volumeMode?: string }) => volumeMode;
    const { namespace, name } = claim.metadata;
    if (modeOf(volume.spec!) === modeOf(claim.spec!)) {
      this.enqueueClaim(`${namespace}/${name}`);
      return;
    }
    const why = 'due to incompatible volumeMode.';
    this.events.warning(
      volume,
      'VolumeMismatch',
      `Cannot bind PersistentVolume to requested PersistentVolumeClaim "${name}" ${why}`,
    );
    this.events.warning(
      claim,
      'VolumeMismatch',
      `Cannot bind PersistentVolume "${volume.metadata.name}" to requested PersistentVolumeClaim ${why}`,
    );
  }

  private release(volume: PersistentVolume): void {
    const phase = volume.status?.phase;
    const released =
      phase === 'Released' || phase === 'Failed' ? volume : this.store.setVolumePhase(volume, 'Released');
    const { persistentVolumeReclaimPolicy: policy, csi } = volume.spec!;
    if (policy === 'Recycle')
      this.fail(released, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!');
    // Volumes of external drivers are deleted by who made them.
    else if (policy === 'Delete' && !csi && !isProvisioned(volume))
      this.fail(
        released,
        'VolumeFailedDelete',
        `error getting deleter volume plugin for volume "${volume.metadata.name}": no deletable volume plugin matched`,
      );
  }

  private fail(volume: PersistentVolume, reason: string, message: string): void {
    if (volume.status?.phase === 'Failed') return;
    this.events.warning(this.store.setVolumePhase(volume, 'Failed', message), reason, message);
  }
}

function isProvisioned({ metadata }: PersistentVolume): boolean {
  return Boolean(metadata.annotations?.[PROVISIONED_BY]);
}
