import type { Client } from '../../client/client';
import type { Informer } from '../../client/informer';
import type { PersistentVolume, PersistentVolumeClaim } from '../../kube/generated/core-v1';
import { PersistentVolumeClaims, PersistentVolumes } from '../../kube/generated/resources';
import { keyOf } from '../../kube/object';
import { Quantity } from '../../kube/quantity';
import { requestedStorage } from '../../kube/volume-binding';
import type { Component, ComponentContext } from '../component/component-context';
import { ControllerLoop } from '../component/controller';
import type { EventRecorder } from '../component/event-recorder';

/** Milliseconds that a driver takes to make a volume larger. */
const WORK = 1_000;

/** Makes volumes larger when their claims ask for more: the external resizer of every storage driver. */
export class VolumeResizer implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly claims: Informer<PersistentVolumeClaim>;
  private readonly volumes: Informer<PersistentVolume>;

  constructor({ clock, informers, client, recorder }: ComponentContext) {
    this.client = client('csi-resizer');
    this.events = recorder(this.client, { component: 'csi-resizer' });
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.resize(key) });
    this.claims = informers.of(PersistentVolumeClaims);
    this.volumes = informers.of(PersistentVolumes);
    this.claims.on({ updated: (claim, _old, revision) => this.claimSeen(claim, revision) });
  }

  stop(): void {
    this.loop.stop();
  }

  private claimSeen(claim: PersistentVolumeClaim, cause: number): void {
    if (wantsMore(claim)) this.loop.enqueueAfter(keyOf(claim), WORK, { cause });
  }

  private resize(key: string): void {
    const claim = this.claims.byKey(key);
    const volume = claim && this.volumes.byKey(claim.spec!.volumeName ?? '');
    if (!claim || !volume?.spec?.csi || !wantsMore(claim)) return;
    const storage = requestedStorage(claim).toString();
    const { name } = volume.metadata;
    this.events.normal(claim, 'Resizing', `External resizer is resizing volume ${name}`);
    const capacity = { ...volume.spec.capacity, storage };
    this.client.update(PersistentVolumes, { ...volume, spec: { ...volume.spec, capacity } });
    const status = { ...claim.status, capacity: { ...claim.status!.capacity, storage } };
    this.client.updateStatus(PersistentVolumeClaims, { ...claim, status });
    this.events.normal(claim, 'VolumeResizeSuccessful', 'Resize volume succeeded');
  }
}

function wantsMore(claim: PersistentVolumeClaim): boolean {
  if (claim.status?.phase !== 'Bound') return false;
  const offered = Quantity.parse(claim.status.capacity?.['storage'] ?? 0);
  return requestedStorage(claim).compare(offered) > 0;
}
