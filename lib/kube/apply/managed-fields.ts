import { equal } from '../frozen';
import type { ManagedFieldsEntry } from '../generated/meta-v1';
import { goQuote } from '../go-format';
import type { KubeObject } from '../object';
import { withOldUpdatesMerged } from './ancient-changes';
import { FieldSet } from './field-set';
import { TypedValueError } from './field-shape';
import { currentShares, sharesLeft, WrittenFields } from './ownership-change';
import { compareEntries, type Operation, Share } from './share';
import type { WriteScope } from './versions';

/** A create or update: PUT, or a JSON, merge or strategic merge patch. */
export interface UpdateChange extends WriteScope {
  /** Undefined: the write creates the object. */
  readonly before?: KubeObject;
  /** With defaults, before admission: what admission adds belongs to nobody. */
  readonly after: KubeObject;
  /** Default: `unknown`. */
  readonly manager: string;
  /** In whole seconds: `2026-01-01T00:00:00Z`. */
  readonly time: string;
}

/** Who owns which field of an object: its `metadata.managedFields`. Immutable. */
export class ManagedFields {
  static readonly none = new ManagedFields([]);

  private encoded?: readonly ManagedFieldsEntry[];

  private constructor(
    /** One for each manager. */
    readonly shares: readonly Share[],
  ) {}

  static of(shares: readonly Share[]): ManagedFields {
    return shares.length === 0 ? ManagedFields.none : new ManagedFields(shares);
  }

  /** @throws Error for an entry that Kubernetes does not accept, in its words */
  static decode(entries: readonly ManagedFieldsEntry[]): ManagedFields {
    const known = DECODED.get(entries);
    if (known) return known;
    const shares = new Map<string, Share>();
    for (let index = 0; index < entries.length; index++) {
      const share = decodedShare(entries[index]!, index);
      shares.set(share.key, share);
    }
    const managed = ManagedFields.of([...shares.values()]);
    if (Object.isFrozen(entries)) DECODED.set(entries, managed);
    return managed;
  }

  /**
   * The ownership an update starts from, when the client sent these entries: clients may write `managedFields`, and
   * `[]` or `[{}]` clears them. What a client leaves out, sends through a subresource or writes wrong does not count.
   */
  static sent(
    entries: readonly ManagedFieldsEntry[] | undefined,
    live: ManagedFields,
    subresource: string,
  ): ManagedFields {
    if (!entries || subresource !== '') return live;
    if (entries.length === 0 || (entries.length === 1 && isBlank(entries[0]!))) return ManagedFields.none;
    try {
      return ManagedFields.decode(entries);
    } catch {
      return live;
    }
  }

  get isEmpty(): boolean {
    return this.shares.length === 0;
  }

  /** Frozen, remembered, in Kubernetes' order. */
  encode(): readonly ManagedFieldsEntry[] {
    if (!this.encoded) {
      const sorted = [...this.shares].sort(compareEntries);
      this.encoded = Object.freeze(sorted.map((share) => share.entry));
      DECODED.set(this.encoded, this);
    }
    return this.encoded;
  }

  /** What `manager` owns by having applied it, or by updates; undefined: nothing. */
  ownedBy(
    manager: string,
    { operation, subresource = '' }: { readonly operation: Operation; readonly subresource?: string },
  ): FieldSet | undefined {
    const owned = this.shares.filter(
      (share) =>
        share.manager === manager && share.operation === operation && share.subresource === subresource,
    );
    return owned.length === 0
      ? undefined
      : owned.reduce((all, { fields }) => all.union(fields), FieldSet.empty);
  }

  equals(other: ManagedFields): boolean {
    if (this === other) return true;
    if (this.shares.length !== other.shares.length) return false;
    return this.shares.every((share) => other.shares.some((theirs) => theirs.equals(share)));
  }

  /**
   * The ownership to store with an object that a write left as it was: `before`, if nothing but times differs from it.
   * So a write without effect does not make a new version.
   */
  withTimesOf(before: ManagedFields): ManagedFields {
    const old = before.encode();
    const now = this.encode();
    if (old.length !== now.length) return this;
    const isSameButForTimes = now.every((entry, index) =>
      equal({ ...entry, time: old[index]!.time }, old[index]),
    );
    return isSameButForTimes ? before : this;
  }

  /**
   * Ownership after a create or update: the manager takes what it set. An object that is not tracked, because its
   * ownership was cleared, stays so.
   */
  update(change: UpdateChange): ManagedFields {
    if (this.isEmpty && change.before?.metadata.uid) return this;
    try {
      return this.changed(change);
    } catch (error) {
      if (error instanceof TypedValueError) return ManagedFields.none;
      throw error;
    }
  }

  private changed(change: UpdateChange): ManagedFields {
    const { apiVersion, subresource } = change;
    const manager = change.manager || 'unknown';
    const identity = { manager, operation: 'Update', apiVersion, subresource } as const;
    const shares = currentShares(this.shares, change);
    const own = shares.find((share) => share.isOf(identity));
    const fields = new WrittenFields(change.before, change.after, change);
    const { written, removed } = fields.in(apiVersion);
    const left = sharesLeft(shares, own, fields);
    const taken = written.difference(NEVER_OWNED);
    const kept = own?.fields.difference(removed).difference(written.difference(taken)) ?? FieldSet.empty;
    const share = taken.isEmpty ? own?.with(kept) : new Share(identity, kept.union(taken), change.time);
    const result = withOldUpdatesMerged(withShare(left, own, share));
    return isSame(result, this.shares) ? this : ManagedFields.of(result);
  }
}

/** `shares` with `old` replaced by `share`, or without it. */
function withShare(
  shares: readonly Share[],
  old: Share | undefined,
  share: Share | undefined,
): readonly Share[] {
  if (!share || share.fields.isEmpty) return old ? shares.filter((other) => other !== old) : shares;
  return old ? shares.map((other) => (other === old ? share : other)) : [...shares, share];
}

/** Fields that identify an object, and that only the server sets. */
export const NEVER_OWNED = FieldSet.of(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((field) => ['f:metadata', `f:${field}`]),
);

const DECODED = new WeakMap<readonly ManagedFieldsEntry[], ManagedFields>();

const isBlank = (entry: ManagedFieldsEntry) => Object.values(entry).every((value) => !value);

function isSame(a: readonly Share[], b: readonly Share[]): boolean {
  return a.length === b.length && a.every((share, index) => share === b[index]);
}

function decodedShare(entry: ManagedFieldsEntry, index: number): Share {
  const { manager = '', operation, apiVersion = '', subresource = '', fieldsType, fieldsV1, time } = entry;
  if (operation !== 'Apply' && operation !== 'Update')
    throw new Error('operation must be `Apply` or `Update`');
  if (apiVersion === '') throw new Error('apiVersion must not be empty');
  if (!fieldsType) throw new Error(`missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== 'FieldsV1')
    throw new Error(`invalid fieldsType ${goQuote(fieldsType)} in managed fields entry ${index}`);
  const fields = FieldSet.parse(fieldsV1 ?? {});
  return new Share({ manager, operation, apiVersion, subresource }, fields, time ?? undefined);
}
