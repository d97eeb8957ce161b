import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { PersistentVolume } from '../../../kube/generated/core-v1';
import { PersistentVolumes } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import { addFinalizer, lacksFinalizer, removeFinalizer, waitsForFinalizer } from '../../component/protection';

const NAME = 'pv-protection-controller';
const FINALIZER = 'kubernetes.io/pv-protection';

/** Lets a volume go only when no claim is bound to it any more. */
export class PvProtectionController implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly volumes: Informer<PersistentVolume>;

  constructor(context: ComponentContext) {
    const { clock, informers } = context;
    this.client = context.client(NAME);
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.volumes = informers.of(PersistentVolumes);
    this.volumes.on({
      added: (volume, revision) => this.volumeChanged(volume, revision),
      updated: (volume, _old, revision) => this.volumeChanged(volume, revision),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private volumeChanged(volume: PersistentVolume, revision: number): void {
    if (lacksFinalizer(volume, FINALIZER) || waitsForFinalizer(volume, FINALIZER))
      this.loop.enqueue(keyOf(volume), revision);
  }

  private sync(key: string): void {
    const volume = this.volumes.byKey(key);
    if (!volume) return;
    if (lacksFinalizer(volume, FINALIZER)) addFinalizer(this.client, PersistentVolumes, volume, FINALIZER);
    else if (waitsForFinalizer(volume, FINALIZER) && volume.status?.phase !== 'Bound')
      removeFinalizer(this.client, PersistentVolumes, volume, FINALIZER);
  }
}
