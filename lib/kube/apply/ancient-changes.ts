import { FieldSet } from './field-set';
import { compareText } from './path-element';
import { compareTimes, Share } from './share';

/** How many managers may own fields by updates; who applies is never merged. */
const MOST_UPDATERS = 10;

const BUCKET = 'ancient-changes';

/** Merges the oldest updaters of one version into one entry until there are no more than ten. */
export function withOldUpdatesMerged(shares: readonly Share[]): readonly Share[] {
  if (shares.length <= MOST_UPDATERS) return shares;
  const updaters = shares.filter(({ operation }) => operation === 'Update');
  if (updaters.length <= MOST_UPDATERS) return shares;
  updaters.sort((a, b) => compareTimes(a, b) || compareText(a.key, b.key));
  const kept = new Map(shares.map((share) => [share.key, share]));
  const firstOfVersion = new Map<string, Share>();
  let count = updaters.length;
  for (const updater of updaters) {
    if (count <= MOST_UPDATERS) break;
    const first = firstOfVersion.get(updater.apiVersion);
    if (!first) {
      firstOfVersion.set(updater.apiVersion, updater);
      continue;
    }
    mergeIntoBucket(kept, updater, first);
    count--;
  }
  return [...kept.values()];
}

/** The time of the bucket is that of the newest update in it. */
function mergeIntoBucket(kept: Map<string, Share>, updater: Share, first: Share): void {
  const bucket = new Share(
    { manager: BUCKET, operation: 'Update', apiVersion: updater.apiVersion, subresource: '' },
    FieldSet.empty,
    updater.time,
  );
  const known = kept.get(bucket.key);
  if (!known) kept.delete(first.key);
  const before = known ?? first;
  kept.set(bucket.key, new Share(bucket, before.fields.union(updater.fields), updater.time));
  kept.delete(updater.key);
}
