/** Finalizers that a controller has taken from pods, whose cache still shows them: pods by UID, for each owner's key. */
export class FinalizerExpectations {
  private readonly byKey = new Map<string, Set<string>>();

  expectRemovals(key: string, uids: Iterable<string>): void {
    let expected = this.byKey.get(key);
    if (!expected) {
      expected = new Set();
      this.byKey.set(key, expected);
    }
    for (const uid of uids) expected.add(uid);
  }

  removalObserved(key: string, uid: string): void {
    this.byKey.get(key)?.delete(uid);
  }

  isExpected(key: string, uid: string): boolean {
    return this.byKey.get(key)?.has(uid) ?? false;
  }

  forget(key: string): void {
    this.byKey.delete(key);
  }
}
