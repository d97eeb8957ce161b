import type { KubeObject } from '../object';
import { compare } from './comparison';
import type { FieldSet } from './field-set';
import { reconciled } from './reconciliation';
import { compareEntries, type Share } from './share';
import { convertedTo, ownable, schemaIn, type WriteScope } from './versions';

/** What a write does to the ownership of others. */
export interface OwnershipChange {
  /** The fields that the write set, in the version of the request. */
  readonly written: FieldSet;
  /** What others own of the fields written. */
  readonly conflicts: readonly Share[];
  /** What everybody is left with when the writer takes what it wrote; nobody without a field. */
  readonly left: readonly Share[];
}

interface Changes {
  readonly written: FieldSet;
  readonly removed: FieldSet;
}

const NOTHING: Partial<KubeObject> = Object.freeze({});

/** Ownership as the current schemas see it, without the entries of versions that are not served any more. */
export function currentShares(shares: readonly Share[], scope: WriteScope): readonly Share[] {
  let changed = false;
  const current: Share[] = [];
  for (const share of distinct(shares)) {
    const schema = schemaIn(scope, share.apiVersion);
    const now = schema && share.with(reconciled(share.fields, schema));
    if (now !== share) changed = true;
    if (now) current.push(now);
  }
  return changed || current.length < shares.length ? current : shares;
}

/** Of several entries of one manager the last one counts. Only a write through `/scale` leaves several. */
function distinct(shares: readonly Share[]): readonly Share[] {
  const isTwice = shares.some((share, index) => shares.findIndex((other) => other.isOf(share)) < index);
  if (!isTwice) return shares;
  const sorted = [...shares].sort(compareEntries);
  return [...new Map(sorted.map((share) => [share.key, share])).values()];
}

/**
 * @param before undefined: the write creates the object
 * @param writer keeps what it has; without one everybody loses what changed
 */
export function ownershipChange(
  shares: readonly Share[],
  before: KubeObject | undefined,
  after: KubeObject,
  scope: WriteScope,
  writer?: Share,
): OwnershipChange {
  const byVersion = new Map<string, Changes>();
  const changesIn = (apiVersion: string): Changes => {
    let changes = byVersion.get(apiVersion);
    if (!changes) {
      changes = changesInVersion(before, after, apiVersion, scope);
      byVersion.set(apiVersion, changes);
    }
    return changes;
  };
  const conflicts: Share[] = [];
  const left: Share[] = [];
  for (const share of shares) {
    if (share === writer) {
      if (!share.fields.isEmpty) left.push(share);
      continue;
    }
    const { written, removed } = changesIn(share.apiVersion);
    const lost = share.fields.intersection(written);
    if (!lost.isEmpty) conflicts.push(share.with(lost));
    const kept = share.fields.difference(lost).difference(removed);
    if (!kept.isEmpty) left.push(share.with(kept));
  }
  return { written: changesIn(scope.apiVersion).written, conflicts, left };
}

function changesInVersion(
  before: KubeObject | undefined,
  after: KubeObject,
  apiVersion: string,
  scope: WriteScope,
): Changes {
  const old = before ? convertedTo(scope, before, apiVersion) : NOTHING;
  const { removed, modified, added } = compare(
    old,
    convertedTo(scope, after, apiVersion),
    schemaIn(scope, apiVersion)!,
  );
  return { written: ownable(scope, modified.union(added)), removed: ownable(scope, removed) };
}
