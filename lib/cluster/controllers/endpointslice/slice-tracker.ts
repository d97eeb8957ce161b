import type { EndpointSlice } from '../../../kube/generated/discovery-v1';

const DELETED = Number.POSITIVE_INFINITY;

const revisionOf = ({ metadata }: EndpointSlice) => Number(metadata.resourceVersion);

/** What the controller has written and its cache may not show yet, per Service. */
export class SliceTracker {
  /** Revision by UID of the slice, by key of the Service. */
  private readonly written = new Map<string, Map<string, number>>();

  update(serviceKey: string, slice: EndpointSlice): void {
    this.of(serviceKey).set(slice.metadata.uid!, revisionOf(slice));
  }

  expectDeletion(serviceKey: string, slice: EndpointSlice): void {
    this.of(serviceKey).set(slice.metadata.uid!, DELETED);
  }

  /** Whether the cache lags behind the controller's own writes. */
  isStale(serviceKey: string, cached: readonly EndpointSlice[]): boolean {
    const written = this.written.get(serviceKey);
    if (!written) return false;
    const seen = new Set<string>();
    for (const slice of cached) {
      seen.add(slice.metadata.uid!);
      if ((written.get(slice.metadata.uid!) ?? 0) > revisionOf(slice)) return true;
    }
    for (const [uid, revision] of written) if (revision !== DELETED && !seen.has(uid)) return true;
    return false;
  }

  /** Whether somebody else wrote the slice. */
  isForeign(serviceKey: string, slice: EndpointSlice): boolean {
    const revision = this.written.get(serviceKey)?.get(slice.metadata.uid!);
    return revision === undefined || revisionOf(slice) > revision;
  }

  /** Returns whether the controller had deleted the slice itself, or did not know it. */
  deletionObserved(serviceKey: string, slice: EndpointSlice): boolean {
    const written = this.written.get(serviceKey);
    const revision = written?.get(slice.metadata.uid!);
    written?.delete(slice.metadata.uid!);
    return revision === undefined || revision === DELETED;
  }

  forget(serviceKey: string): void {
    this.written.delete(serviceKey);
  }

  private of(serviceKey: string): Map<string, number> {
    let written = this.written.get(serviceKey);
    if (!written) {
      written = new Map();
      this.written.set(serviceKey, written);
    }
    return written;
  }
}
