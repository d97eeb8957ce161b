import type { Informer } from '../../client/informer';
import type { KubeObject } from '../../kube/object';

/**
 * What a controller has written for an owner, and its cache may not show yet. Until it does, the controller had better not
 * act on what it sees (Kubernetes' consistency store).
 */
export class OwnWrites {
  private readonly byOwner = new Map<string, Map<Informer<never>, number>>();

  /** Notes an object as the API server returned it, and the cache in which it is going to appear. */
  note<T extends KubeObject>(owner: string, cache: Informer<T>, written: T): void {
    let revisions = this.byOwner.get(owner);
    if (!revisions) {
      revisions = new Map();
      this.byOwner.set(owner, revisions);
    }
    revisions.set(cache as unknown as Informer<never>, Number(written.metadata.resourceVersion));
  }

  areSeen(owner: string): boolean {
    const revisions = this.byOwner.get(owner);
    if (!revisions) return true;
    for (const [cache, revision] of revisions) if (cache.revision < revision) return false;
    this.byOwner.delete(owner);
    return true;
  }

  forget(owner: string): void {
    this.byOwner.delete(owner);
  }
}
