import { ManagedFields } from '../../kube/apply/managed-fields';
import { freeze } from '../../kube/frozen';
import type { ManagedFieldsEntry } from '../../kube/generated/meta-v1';
import type { KubeObject } from '../../kube/object';
import type { Stored } from '../storage/revision';
import type { OwnershipChange } from './ownership-change';

const unchanged: OwnershipChange = { of: (before) => before };

/** After this many writes whose ownership nobody asked for, it is computed, so that old versions can be forgotten. */
const LONGEST_CHAIN = 16;

/**
 * An object as it lies in storage. Who owns which field is computed on demand from the chain of writes: most objects of
 * a busy cluster (pods, events, leases) are never asked.
 */
export class StoredObject implements Stored {
  private ownership: ManagedFields | undefined;
  /** What the write did to the ownership of `before`; undefined once that is worked out. */
  private change: OwnershipChange | undefined;
  private before: StoredObject | undefined;
  private readonly chain: number;
  private full: KubeObject | undefined;

  private constructor(
    readonly object: KubeObject,
    before: StoredObject | undefined,
    change: OwnershipChange | undefined,
  ) {
    if (!change && !before?.change) {
      this.ownership = before?.ownership ?? ManagedFields.none;
      this.chain = 0;
      return;
    }
    this.chain = before?.change ? before.chain + 1 : 0;
    this.before = before;
    this.change = change ?? unchanged;
    if (this.chain >= LONGEST_CHAIN) this.managed();
  }

  /** @param change the write's effect on ownership; without one, ownership stays as it was */
  static of(object: KubeObject, before?: StoredObject, change?: OwnershipChange): StoredObject {
    return new StoredObject(freeze(object), before, change);
  }

  /** An object that comes with its `metadata.managedFields`, as {@link complete} gives it. */
  static restored(object: KubeObject): StoredObject {
    const { managedFields, ...metadata } = object.metadata;
    if (!managedFields?.length) return StoredObject.of(object);
    const stored = StoredObject.of({ ...object, metadata }, undefined, {
      of: () => ManagedFields.decode(managedFields),
    });
    stored.full = freeze(object);
    return stored;
  }

  managed(): ManagedFields {
    if (this.change) {
      this.ownership = this.change.of(this.before?.managed() ?? ManagedFields.none);
      this.change = undefined;
      this.before = undefined;
    }
    return this.ownership!;
  }

  managedFields(): readonly ManagedFieldsEntry[] {
    return this.managed().encode();
  }

  /** The object with its `metadata.managedFields`, as clients outside the process see it. */
  complete(): KubeObject {
    if (!this.full) {
      const managedFields = this.managedFields();
      this.full = managedFields.length
        ? freeze({ ...this.object, metadata: { ...this.object.metadata, managedFields } })
        : this.object;
    }
    return this.full;
  }
}
