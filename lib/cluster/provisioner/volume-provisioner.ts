import type { Client } from '../../client/client';
import type { Informer } from '../../client/informer';
import type { PersistentVolume, PersistentVolumeClaim } from '../../kube/generated/core-v1';
import { PersistentVolumeClaims, PersistentVolumes, StorageClasses } from '../../kube/generated/resources';
import type { StorageClass } from '../../kube/generated/storage-v1';
import { keyOf } from '../../kube/object';
import { isStatus } from '../../kube/status';
import { classOfClaim, SELECTED_NODE } from '../../kube/volume-binding';
import type { Component, ComponentContext } from '../component/component-context';
import { ControllerLoop } from '../component/controller';
import { type EventRecorder, eventReference } from '../component/event-recorder';

/** The storage driver of the simulated cluster's own class. */
export const STORAGE_DRIVER = 'disk.csi.seaworthy.dev';

const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
/** Milliseconds that a driver takes to make or delete a volume. */
const WORK = 1_000;

/**
 * Makes the volumes that claims ask for, and deletes those that are released: the external provisioner of every storage
 * driver that a class names. Its volumes can be reached from every node.
 */
export class VolumeProvisioner implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly deletions: ControllerLoop;
  private readonly claims: Informer<PersistentVolumeClaim>;
  private readonly volumes: Informer<PersistentVolume>;
  private readonly classes: Informer<StorageClass>;

  constructor({ clock, informers, client, recorder }: ComponentContext) {
    this.client = client('csi-provisioner');
    this.events = recorder(this.client, { component: 'csi-provisioner' });
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.provision(key) });
    this.deletions = new ControllerLoop({ clock, client: this.client, sync: (name) => this.delete(name) });
    this.claims = informers.of(PersistentVolumeClaims);
    this.volumes = informers.of(PersistentVolumes);
    this.classes = informers.of(StorageClasses);
    this.claims.on({
      added: (claim, revision) => this.claimSeen(claim, revision),
      updated: (claim, _old, revision) => this.claimSeen(claim, revision),
    });
    this.volumes.on({
      added: (volume, revision) => this.volumeSeen(volume, revision),
      updated: (volume, _old, revision) => this.volumeSeen(volume, revision),
    });
  }

  stop(): void {
    this.loop.stop();
    this.deletions.stop();
  }

  private claimSeen(claim: PersistentVolumeClaim, cause: number): void {
    if (!this.isWanted(claim)) return;
    const about = `External provisioner is provisioning volume for claim "${keyOf(claim)}"`;
    this.events.normal(claim, 'Provisioning', about);
    this.loop.enqueueAfter(keyOf(claim), WORK, { cause });
  }

  private volumeSeen(volume: PersistentVolume, cause: number): void {
    if (isToBeDeleted(volume)) this.deletions.enqueueAfter(volume.metadata.name!, WORK, { cause });
  }

  /** Somebody has asked for a volume, and, where that matters, a node is chosen. */
  private isWanted(claim: PersistentVolumeClaim): boolean {
    const { annotations = {}, deletionTimestamp } = claim.metadata;
    if (annotations[PROVISIONER] === undefined || claim.spec!.volumeName || deletionTimestamp) return false;
    const storageClass = this.classes.byKey(classOfClaim(claim));
    if (!storageClass) return false;
    return (
      storageClass.volumeBindingMode !== 'WaitForFirstConsumer' || annotations[SELECTED_NODE] !== undefined
    );
  }

  private provision(key: string): void {
    const claim = this.claims.byKey(key);
    if (!claim || !this.isWanted(claim)) return;
    const volume = volumeFor(claim, this.classes.byKey(classOfClaim(claim))!);
    try {
      this.client.create(PersistentVolumes, volume);
    } catch (error) {
      if (isStatus(error, 'AlreadyExists')) return;
      throw error;
    }
    const message = `Successfully provisioned volume ${volume.metadata.name}`;
    this.events.normal(claim, 'ProvisioningSucceeded', message);
  }

  private delete(name: string): void {
    const volume = this.volumes.byKey(name);
    if (!volume || !isToBeDeleted(volume)) return;
    try {
      this.client.delete(PersistentVolumes, '', name);
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
    }
  }
}

function isToBeDeleted({ metadata, spec, status }: PersistentVolume): boolean {
  return (
    status?.phase === 'Released' &&
    spec!.persistentVolumeReclaimPolicy === 'Delete' &&
    Boolean(metadata.annotations?.[PROVISIONED_BY]) &&
    !metadata.deletionTimestamp
  );
}

function volumeFor(claim: PersistentVolumeClaim, storageClass: StorageClass): PersistentVolume {
  const name = `pvc-${claim.metadata.uid}`;
  const { provisioner, reclaimPolicy = 'Delete', mountOptions } = storageClass;
  const { accessModes, volumeMode = 'Filesystem', resources, volumeAttributesClassName } = claim.spec!;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [PROVISIONED_BY]: provisioner } },
    spec: {
      capacity: { storage: resources?.requests?.storage ?? '0' },
      accessModes,
      volumeMode,
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: storageClass.metadata.name,
      ...(mountOptions ? { mountOptions } : {}),
      ...(volumeAttributesClassName ? { volumeAttributesClassName } : {}),
      claimRef: eventReference(claim),
      csi: { driver: provisioner, volumeHandle: name },
    },
  };
}
