import { DEFAULT_STORAGE_CLASS_MARKS, defaultClassOf } from '../../../kube/default-class';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import { keyOf } from '../../../kube/object';
import { namesClass } from '../../../kube/storage-class-of';
import {
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  classOfClaim,
  isMeantFor,
  SELECTED_NODE,
} from '../../../kube/volume-binding';
import { RetryLater } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { annotated, mismatch } from './bound-objects';
import type { VolumeStore } from './volume-store';

const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const PROVISIONER_OF_OLD = 'volume.beta.kubernetes.io/storage-provisioner';
const IN_TREE = 'kubernetes.io/';

/** Gets claims bound to volumes. */
export class ClaimSync {
  constructor(
    private readonly store: VolumeStore,
    private readonly events: EventRecorder,
  ) {}

  sync(claim: PersistentVolumeClaim): void {
    const isBound = claim.metadata.annotations?.[BIND_COMPLETED] !== undefined;
    const { volumeName } = claim.spec!;
    const volume = volumeName ? this.store.caches.volumes.byKey(volumeName) : undefined;
    if (isBound) this.keep(claim, volume);
    else if (volumeName) this.bindRequested(claim, volume);
    else this.find(claim);
  }

  private keep(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): void {
    const { store } = this;
    if (!claim.spec!.volumeName)
      this.lose(
        claim,
        'ClaimLost',
        'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!',
      );
    else if (!volume)
      this.lose(claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
    else if (!volume.spec!.claimRef || volume.spec!.claimRef.uid === claim.metadata.uid)
      store.bind(volume, claim);
    else
      this.lose(
        claim,
        'ClaimMisbound',
        'Two claims are bound to the same volume, this one is bound incorrectly',
      );
  }

  private lose(claim: PersistentVolumeClaim, reason: string, message: string): void {
    if (claim.status?.phase === 'Lost') return;
    this.events.warning(this.store.setClaimPhase(claim, 'Lost'), reason, message);
  }

  /** The user, or we ourselves before, have named the volume. */
  private bindRequested(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): void {
    const { store, events } = this;
    if (!volume) {
      store.setClaimPhase(claim, 'Pending');
    } else if (!volume.spec!.claimRef) {
      const problem = mismatch(volume, claim);
      if (problem === undefined) {
        store.bind(volume, claim);
        return;
      }
      const message = `Cannot bind to requested volume "${volume.metadata.name}": ${problem}`;
      events.warning(claim, 'VolumeMismatch', message);
      store.setClaimPhase(claim, 'Pending');
    } else if (isMeantFor(volume, claim)) {
      store.bind(volume, claim);
    } else {
      const message = `volume "${volume.metadata.name}" already bound to a different claim.`;
      events.warning(claim, 'FailedBinding', message);
      if (claim.metadata.annotations?.[BOUND_BY_CONTROLLER] !== undefined) throw new RetryLater(message);
      store.setClaimPhase(claim, 'Pending');
    }
  }

  private find(claim: PersistentVolumeClaim): void {
    const { store, events } = this;
    const volume = store.bestVolume(claim);
    if (volume) {
      store.bind(volume, claim);
      return;
    }
    if (this.getsDefaultClass(claim)) return;
    if (store.isDelayed(claim) && claim.metadata.annotations?.[SELECTED_NODE] === undefined) {
      this.tellWaiting(claim);
    } else if (classOfClaim(claim)) {
      this.provision(claim);
      return;
    } else {
      const message = 'no persistent volumes available for this claim and no storage class is set';
      events.normal(claim, 'FailedBinding', message);
    }
    store.setClaimPhase(claim, 'Pending');
  }

  /** A claim may be older than the default class. */
  private getsDefaultClass(claim: PersistentVolumeClaim): boolean {
    if (namesClass(claim)) return false;
    const storageClass = defaultClassOf(this.store.caches.classes.list(), DEFAULT_STORAGE_CLASS_MARKS);
    if (!storageClass) return false;
    const storageClassName = storageClass.metadata.name!;
    this.store.updateClaim({ ...claim, spec: { ...claim.spec!, storageClassName } });
    return true;
  }

  private tellWaiting(claim: PersistentVolumeClaim): void {
    const pods = this.store.waitingPods(keyOf(claim));
    const names = pods.join(',');
    if (pods.length === 0)
      this.events.normal(
        claim,
        'WaitForFirstConsumer',
        'waiting for first consumer to be created before binding',
      );
    else
      this.events.normal(
        claim,
        'WaitForPodScheduled',
        `waiting for ${pods.length === 1 ? 'pod' : 'pods'} ${names} to be scheduled`,
      );
  }

  /** Volumes are made by others, who are told by annotations. */
  private provision(claim: PersistentVolumeClaim): void {
    const name = classOfClaim(claim);
    const provisioner = this.store.classOf(claim)?.provisioner;
    if (provisioner === undefined || provisioner.startsWith(IN_TREE)) {
      const problem =
        provisioner === undefined
          ? `storageclass.storage.k8s.io "${name}" not found`
          : `no volume plugin matched name: ${provisioner}`;
      this.events.warning(claim, 'ProvisioningFailed', problem);
      return;
    }
    const isTold = claim.metadata.annotations?.[PROVISIONER] === provisioner;
    const told = annotated(annotated(claim, PROVISIONER_OF_OLD, provisioner), PROVISIONER, provisioner);
    const updated = isTold ? claim : this.store.updateClaim(told);
    this.events.normal(
      updated,
      'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    );
  }
}
