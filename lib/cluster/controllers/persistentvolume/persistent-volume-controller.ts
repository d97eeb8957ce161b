import type { PersistentVolume, PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import {
  PersistentVolumeClaims,
  PersistentVolumes,
  Pods,
  StorageClasses,
} from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import { BIND_COMPLETED } from '../../../kube/volume-binding';
import type { Clock, Timer } from '../../clock/clock';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop, RetryLater } from '../../component/controller';
import { OwnWrites } from '../../component/own-writes';
import { claimKeysOf, POD_CLAIM_INDEX } from '../../component/pod-claims';
import { ClaimSync } from './claim-sync';
import { ALL, VolumeStore } from './volume-store';
import { VolumeSync } from './volume-sync';

const NAME = 'persistent-volume-binder';
/** Milliseconds after which the real controller looks at everything again. */
const RESYNC = 15_000;

/** Binds claims and volumes to each other. */
export class PersistentVolumeController implements Component {
  private readonly clock: Clock;
  private readonly loop: ControllerLoop;
  private readonly writes = new OwnWrites();
  private readonly store: VolumeStore;
  private readonly claimSync: ClaimSync;
  private readonly volumeSync: VolumeSync;
  /** Set when something has come that waiting claims could use. */
  private resync: Timer | undefined;

  constructor(context: ComponentContext) {
    const { clock, informers } = context;
    this.clock = clock;
    const client = context.client(NAME);
    const events = context.recorder(client, { component: 'persistentvolume-controller' });
    this.loop = new ControllerLoop({ clock, client, sync: (key) => this.sync(key) });
    const caches = {
      claims: informers.of(PersistentVolumeClaims),
      volumes: informers.of(PersistentVolumes),
      classes: informers.of(StorageClasses),
      pods: informers.of(Pods),
    };
    caches.pods.addIndex(POD_CLAIM_INDEX, claimKeysOf);
    this.store = new VolumeStore(client, this.writes, caches);
    this.claimSync = new ClaimSync(this.store, events);
    this.volumeSync = new VolumeSync(this.store, events, (key) => this.loop.enqueue(claimKey(key)));
    this.watch();
  }

  stop(): void {
    this.loop.stop();
    this.resync?.cancel();
  }

  private watch(): void {
    const { claims, volumes, classes } = this.store.caches;
    const claimSeen = (claim: PersistentVolumeClaim, revision: number) =>
      this.loop.enqueue(claimKey(keyOf(claim)), revision);
    const volumeSeen = (volume: PersistentVolume, revision: number) =>
      this.loop.enqueue(volumeKey(volume.metadata.name!), revision);
    claims.on({
      added: claimSeen,
      updated: (claim, _old, revision) => claimSeen(claim, revision),
      deleted: ({ spec }, revision) => {
        if (spec!.volumeName) this.loop.enqueue(volumeKey(spec!.volumeName), revision);
      },
    });
    volumes.on({
      added: volumeSeen,
      updated: (volume, _old, revision) => {
        volumeSeen(volume, revision);
        if (volume.status?.phase === 'Available') this.planResync();
      },
      deleted: ({ spec }, revision) => {
        const { namespace, name } = spec!.claimRef ?? {};
        if (name) this.loop.enqueue(claimKey(`${namespace}/${name}`), revision);
      },
    });
    classes.on({ added: () => this.planResync(), updated: () => this.planResync() });
  }

  /** Claims that wait are looked at again every now and then; before something has come, that would change nothing. */
  private planResync(): void {
    const waiting = this.waitingClaims();
    if (waiting.length === 0) return;
    this.resync ??= this.clock.schedule(RESYNC - (this.clock.now() % RESYNC), () => {
      this.resync = undefined;
      for (const claim of this.waitingClaims()) this.loop.enqueue(claimKey(keyOf(claim)));
    });
  }

  private waitingClaims(): readonly PersistentVolumeClaim[] {
    return this.store.caches.claims
      .list()
      .filter(({ metadata }) => metadata.annotations?.[BIND_COMPLETED] === undefined);
  }

  private sync(key: string): void {
    if (!this.writes.areSeen(ALL)) throw new RetryLater('the cache does not show yet what was written');
    const { claims, volumes } = this.store.caches;
    const name = key.slice(1);
    const claim = key.startsWith(CLAIM) ? claims.byKey(name) : undefined;
    const volume = key.startsWith(CLAIM) ? undefined : volumes.byKey(name);
    if (claim) this.claimSync.sync(claim);
    if (volume) this.volumeSync.sync(volume);
  }
}

const CLAIM = 'c';

function claimKey(key: string): string {
  return `${CLAIM}${key}`;
}

function volumeKey(name: string): string {
  return `v${name}`;
}
