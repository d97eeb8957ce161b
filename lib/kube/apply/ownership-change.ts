import type { KubeObject } from '../object';
import { compare } from './comparison';
import type { FieldSet } from './field-set';
import { reconciled } from './reconciliation';
import { compareEntries, type Share } from './share';
import { convertedTo, ownable, schemaIn, type WriteScope } from './versions';

/** The fields that a write changed, in one version. */
export interface Changes {
  /** Added or modified. */
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
  if (!hasRepeated(shares)) return shares;
  const sorted = [...shares].sort(compareEntries);
  return [...new Map(sorted.map((share) => [share.key, share])).values()];
}

function hasRepeated(shares: readonly Share[]): boolean {
  for (let index = 1; index < shares.length; index++)
    for (let other = 0; other < index; other++) if (shares[other]!.isOf(shares[index]!)) return true;
  return false;
}

/** What a write changed, in every version in which somebody owns fields. */
export class WrittenFields {
  private readonly byVersion = new Map<string, Changes>();

  /** @param before undefined: the write creates the object */
  constructor(
    private readonly before: KubeObject | undefined,
    private readonly after: KubeObject,
    private readonly scope: WriteScope,
  ) {}

  in(apiVersion: string): Changes {
    let changes = this.byVersion.get(apiVersion);
    if (!changes) {
      changes = changesInVersion(this.before, this.after, apiVersion, this.scope);
      this.byVersion.set(apiVersion, changes);
    }
    return changes;
  }
}

/** What others than the writer own of the fields it wrote. */
export function conflictsOf(
  shares: readonly Share[],
  writer: Share,
  changes: WrittenFields,
): readonly Share[] {
  return shares
    .filter((share) => share !== writer)
    .map((share) => share.with(share.fields.intersection(changes.in(share.apiVersion).written)))
    .filter(({ fields }) => !fields.isEmpty);
}

/** What everybody is left with when the writer, whose share stays as it is, takes what it wrote. */
export function sharesLeft(
  shares: readonly Share[],
  writer: Share | undefined,
  changes: WrittenFields,
): readonly Share[] {
  const left: Share[] = [];
  for (const share of shares) {
    const kept = share === writer ? share : withoutChanged(share, changes.in(share.apiVersion));
    if (!kept.fields.isEmpty) left.push(kept);
  }
  return left;
}

function withoutChanged(share: Share, { written, removed }: Changes): Share {
  return share.with(share.fields.difference(written).difference(removed));
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
