import type { Client } from '../../client/client';
import type { Informer, InformerFactory, Lister } from '../../client/informer';
import type {
  ConfigMap,
  PersistentVolume,
  PersistentVolumeClaim,
  Secret,
} from '../../kube/generated/core-v1';
import {
  ConfigMaps,
  PersistentVolumeClaims,
  PersistentVolumes,
  Secrets,
} from '../../kube/generated/resources';
import { type KubeObject, keyOf } from '../../kube/object';
import type { ResourceType } from '../../kube/resource-type';
import { isStatus } from '../../kube/status';

/** A pod that lacks an object, and wants to know when it comes. */
export interface Waiter {
  referenceAppeared(): void;
}

/** The objects that pods refer to, for all kubelets of a fleet, and who waits for which of them. */
export class ReferenceCache {
  readonly configMaps: Lister<ConfigMap>;
  readonly secrets: Lister<Secret>;
  readonly claims: Lister<PersistentVolumeClaim>;
  readonly volumes: Lister<PersistentVolume>;
  private readonly waiters = new Map<string, Set<Waiter>>();

  constructor(informers: InformerFactory) {
    this.configMaps = this.follow('configmaps', informers.of(ConfigMaps));
    this.secrets = this.follow('secrets', informers.of(Secrets));
    this.claims = this.follow('persistentvolumeclaims', informers.of(PersistentVolumeClaims));
    this.volumes = this.follow('persistentvolumes', informers.of(PersistentVolumes));
  }

  /** Tells the waiter once, when the object is created or changes. Keys are `resource/namespace/name`. */
  await(key: string, waiter: Waiter): void {
    const waiters = this.waiters.get(key);
    if (waiters) waiters.add(waiter);
    else this.waiters.set(key, new Set([waiter]));
  }

  forget(key: string, waiter: Waiter): void {
    const waiters = this.waiters.get(key);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.waiters.delete(key);
  }

  private follow<T extends KubeObject>(resource: string, informer: Informer<T>): Lister<T> {
    const tell = (object: T) => this.tell(`${resource}/${keyOf(object)}`);
    informer.on({ added: tell, updated: tell });
    return informer;
  }

  private tell(key: string): void {
    if (this.waiters.size === 0) return;
    const waiters = this.waiters.get(key);
    if (!waiters) return;
    this.waiters.delete(key);
    for (const waiter of waiters) waiter.referenceAppeared();
  }
}

/** Reads an object that a pod refers to, as one kubelet; undefined if there is none. */
export class References {
  constructor(
    private readonly cache: ReferenceCache,
    private readonly client: Client,
  ) {}

  configMap(namespace: string, name: string): ConfigMap | undefined {
    return this.cache.configMaps.get(namespace, name) ?? this.fetch(ConfigMaps, namespace, name);
  }

  secret(namespace: string, name: string): Secret | undefined {
    return this.cache.secrets.get(namespace, name) ?? this.fetch(Secrets, namespace, name);
  }

  claim(namespace: string, name: string): PersistentVolumeClaim | undefined {
    return this.cache.claims.get(namespace, name) ?? this.fetch(PersistentVolumeClaims, namespace, name);
  }

  volume(name: string): PersistentVolume | undefined {
    return this.cache.volumes.get('', name) ?? this.fetch(PersistentVolumes, '', name);
  }

  await(key: string, waiter: Waiter): void {
    this.cache.await(key, waiter);
  }

  forget(key: string, waiter: Waiter): void {
    this.cache.forget(key, waiter);
  }

  /** The informer's view lags behind: what a pod asks for may have been created just before it. */
  private fetch<T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string): T | undefined {
    try {
      return this.client.get(type, namespace, name);
    } catch (error) {
      if (isStatus(error, 'NotFound')) return undefined;
      throw error;
    }
  }
}
