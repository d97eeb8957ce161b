import { type KubeObject, keyOf } from '../../../kube/object';
import type { ObjectLister } from '../framework/cluster-view';

interface Assumed<T> {
  readonly object: T;
  /** The version that it is made from: a newer one replaces it. */
  readonly version: number;
}

/** A lister that shows what has been decided about objects until the API server knows more. */
export class AssumeCache<T extends KubeObject> implements ObjectLister<T> {
  private readonly assumed = new Map<string, Assumed<T>>();

  constructor(private readonly lister: ObjectLister<T>) {}

  get(namespace: string, name: string): T | undefined {
    const object = this.lister.get(namespace, name);
    return object && this.current(object);
  }

  list(namespace?: string): readonly T[] {
    const objects = this.lister.list(namespace);
    return this.assumed.size === 0 ? objects : objects.map((object) => this.current(object));
  }

  assume(object: T): void {
    this.assumed.set(keyOf(object), { object, version: versionOf(object) });
  }

  restore(object: T): void {
    this.assumed.delete(keyOf(object));
  }

  private current(object: T): T {
    const key = keyOf(object);
    const assumed = this.assumed.get(key);
    if (!assumed) return object;
    if (versionOf(object) <= assumed.version) return assumed.object;
    this.assumed.delete(key);
    return object;
  }
}

function versionOf({ metadata }: KubeObject): number {
  return Number(metadata.resourceVersion ?? 0);
}
