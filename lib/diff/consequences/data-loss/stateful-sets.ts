import type { StatefulSet } from '../../../kube/generated/apps-v1';
import type { PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import type { Consequence } from '../../change';
import type { PairChange } from '../../context';
import { changesBelow, pathsOf } from '../../field-lookup';
import { describeEntry, listed } from '../../wording';
import { loss } from './loss';

/** The data of StatefulSets: claims that go with them, are no longer used, or are deleted from now on. */
export function* statefulSetLoss(change: PairChange): Generator<Consequence> {
  const before = change.before!.object as StatefulSet;
  const templates = claimTemplates(before);
  if (!change.after || change.action === 'rename') yield* goneSet(change, before, templates);
  else yield* changedSet(change, before, change.after.object as StatefulSet, templates);
}

function claimTemplates({ spec }: StatefulSet): readonly PersistentVolumeClaim[] {
  return spec?.volumeClaimTemplates ?? [];
}

const nameOf = ({ metadata }: PersistentVolumeClaim) => metadata?.name ?? '';

function* goneSet(
  { before, after }: PairChange,
  set: StatefulSet,
  templates: readonly PersistentVolumeClaim[],
): Generator<Consequence> {
  const name = describeEntry(before!);
  const deletes = set.spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete';
  const successor = after ? `; ${describeEntry(after)} starts with empty volumes` : '';
  if (templates.length === 0) {
    yield loss('warning', [], `${name} is deleted: what its pods keep on their own is lost${successor}`);
    return;
  }
  yield deletes
    ? loss(
        'danger',
        [],
        `${name} is deleted, and its claims with all data on them (whenDeleted: Delete)${successor}`,
      )
    : loss(
        'danger',
        [],
        `${name} is deleted: its claims stay, but nothing serves their data any more${successor}`,
      );
}

function* changedSet(
  { fields, after }: PairChange,
  before: StatefulSet,
  now: StatefulSet,
  templates: readonly PersistentVolumeClaim[],
): Generator<Consequence> {
  const name = describeEntry(after!);
  const kept = new Set(claimTemplates(now).map(nameOf));
  const gone = templates.map(nameOf).filter((one) => !kept.has(one));
  const path = 'spec.volumeClaimTemplates';
  if (gone.length > 0)
    yield loss(
      'danger',
      pathsOf(changesBelow(fields, path)),
      `${name} no longer uses the claims of its template ${listed(gone)}: its pods start without that data`,
    );
  const policy = 'spec.persistentVolumeClaimRetentionPolicy';
  const changes = changesBelow(fields, policy);
  const [old, wanted] = [retention(before), retention(now)];
  const deleted = (['whenDeleted', 'whenScaled'] as const).filter(
    (when) => old[when] === 'Retain' && wanted[when] === 'Delete',
  );
  if (deleted.length > 0)
    yield loss(
      'warning',
      pathsOf(changes),
      `from now on the claims of ${name} are deleted with their data when it is ${deleted.map((when) => (when === 'whenDeleted' ? 'deleted' : 'scaled down')).join(' or ')}`,
    );
  const [from, to] = [before.spec?.replicas ?? 1, now.spec?.replicas ?? 1];
  if (to < from && templates.length > 0 && wanted.whenScaled === 'Delete')
    yield loss(
      'danger',
      ['spec.replicas'],
      `${name} is scaled down from ${from} to ${to}: the claims of the pods that go are deleted with their data (whenScaled: Delete)`,
    );
}

function retention({ spec }: StatefulSet) {
  return { whenDeleted: 'Retain', whenScaled: 'Retain', ...spec?.persistentVolumeClaimRetentionPolicy };
}
