import type { CustomResourceDefinition } from '../../kube/generated/apiextensions-v1';
import type { StatefulSet } from '../../kube/generated/apps-v1';
import type { Namespace, PersistentVolume, PersistentVolumeClaim } from '../../kube/generated/core-v1';
import type { StorageClass } from '../../kube/generated/storage-v1';
import type { KubeObject } from '../../kube/object';
import { Quantity } from '../../kube/quantity';
import { groupKindOf } from '../../kube/relations/relations';
import type { Consequence } from '../change';
import type { ConsequenceRule, DiffContext, PairChange } from '../context';
import { changesBelow, pathsOf } from '../field-lookup';
import { describeEntry, listed, plural } from '../wording';
import { loss } from './data-loss/loss';
import { claimVolumes } from './data-loss/pod-volumes';
import { droppedFields } from './data-loss/schema-fields';
import { statefulSetLoss } from './data-loss/stateful-sets';

/** Data that is gone, or that nobody finds any more. */
export const dataLoss: ConsequenceRule = function* (change, context) {
  if (change.before && !change.isLeftBehind) {
    const rule = RULES[groupKindOf(change.before.object)];
    if (rule) yield* rule(change, context);
  }
  if (change.before && change.after) yield* claimVolumes(change);
};

type Rule = (change: PairChange, context: DiffContext) => Iterable<Consequence>;

const RULES: { readonly [groupKind: string]: Rule | undefined } = {
  PersistentVolumeClaim: claimLoss,
  PersistentVolume: volumeLoss,
  Namespace: namespaceLoss,
  'apps/StatefulSet': statefulSetLoss,
  'apiextensions.k8s.io/CustomResourceDefinition': definitionLoss,
};

/** Gone, under another name, or somewhere else: whichever pods used it find an empty volume. */
const isGone = ({ after, action }: PairChange) => !after || action === 'rename';

function* claimLoss(change: PairChange, context: DiffContext): Generator<Consequence> {
  const before = change.before!.object as PersistentVolumeClaim;
  const name = describeEntry(change.before!);
  const kept = reclaimPolicyOf(before, context) === 'Retain';
  const fate = kept
    ? 'its volume is retained, but nothing is bound to it any more'
    : 'its volume and all data on it are deleted, unless its storage class retains them';
  if (isGone(change)) {
    const renamed = change.after ? `, and ${describeEntry(change.after)} starts empty` : '';
    yield loss(kept ? 'warning' : 'danger', [], `${name} is deleted: ${fate}${renamed}`);
    return;
  }
  const after = change.after!.object as PersistentVolumeClaim;
  const sizes = changesBelow(change.fields, 'spec.resources.requests[storage]');
  if (sizes.length > 0 && isSmaller(after, before))
    yield loss(
      'danger',
      pathsOf(sizes),
      `${name} shrinks from ${sizeOf(before)} to ${sizeOf(after)}: no volume can, so that it has to be deleted with its data and created again`,
    );
  else if (change.action === 'replace')
    yield loss(
      'danger',
      change.refusals.flatMap(({ fields }) => fields),
      `${name} has to be deleted and created again: ${fate}`,
    );
}

function sizeOf({ spec }: PersistentVolumeClaim): string {
  return String(spec?.resources?.requests?.storage ?? '0');
}

function isSmaller(after: PersistentVolumeClaim, before: PersistentVolumeClaim): boolean {
  return Quantity.parse(sizeOf(after)).compare(Quantity.parse(sizeOf(before))) < 0;
}

/** Of the volume or the storage class, where these manifests have them. */
function reclaimPolicyOf({ spec }: PersistentVolumeClaim, { before }: DiffContext): string | undefined {
  const volume = spec?.volumeName && before.find<PersistentVolume>('PersistentVolume', '', spec.volumeName);
  if (volume) return volume.spec?.persistentVolumeReclaimPolicy;
  const storageClass =
    spec?.storageClassName &&
    before.find<StorageClass>('storage.k8s.io/StorageClass', '', spec.storageClassName);
  return storageClass ? (storageClass.reclaimPolicy ?? 'Delete') : undefined;
}

function* volumeLoss(change: PairChange): Generator<Consequence> {
  const before = change.before!.object as PersistentVolume;
  const name = describeEntry(change.before!);
  const kept = before.spec?.persistentVolumeReclaimPolicy !== 'Delete';
  if (isGone(change)) {
    yield loss(
      kept ? 'warning' : 'danger',
      [],
      kept
        ? `${name} is deleted: its storage stays, but nobody finds it any more`
        : `${name} is deleted, and its storage with it`,
    );
    return;
  }
  const policy = changesBelow(change.fields, 'spec.persistentVolumeReclaimPolicy');
  const after = change.after!.object as PersistentVolume;
  if (policy.length > 0 && after.spec?.persistentVolumeReclaimPolicy === 'Delete')
    yield loss(
      'warning',
      pathsOf(policy),
      `${name} is deleted with its data from now on when its claim goes`,
    );
}

function* namespaceLoss(change: PairChange, context: DiffContext): Generator<Consequence> {
  if (!isGone(change)) return;
  const { name = '' } = (change.before!.object as Namespace).metadata;
  const claims = context.before
    .of<PersistentVolumeClaim>('PersistentVolumeClaim')
    .filter(({ metadata }) => metadata.namespace === name);
  const sets = context.before.workloads.in(name).filter(({ object }) => isStateful(object));
  const data = [
    ...sets.map((set) => `StatefulSet/${set.name}`),
    ...claims.map(({ metadata }) => `PersistentVolumeClaim/${metadata.name}`),
  ];
  const what = data.length > 0 ? `, with the data of ${listed(data)}` : '';
  const renamed = change.after ? `; ${describeEntry(change.after)} starts empty` : '';
  yield loss(
    'danger',
    change.after ? ['metadata.name'] : [],
    `Namespace/${name} is deleted with everything in it, whoever put it there${what}${renamed}`,
  );
}

function isStateful(object: KubeObject): boolean {
  return (
    object.kind === 'StatefulSet' && ((object as StatefulSet).spec?.volumeClaimTemplates?.length ?? 0) > 0
  );
}

function* definitionLoss(change: PairChange, context: DiffContext): Generator<Consequence> {
  const before = change.before!.object as CustomResourceDefinition;
  const { group, names } = before.spec ?? {};
  if (!names) return;
  const known = context.before.of(`${group}/${names.kind}`).length;
  const count = known > 0 ? ` (${plural(known, 'object')} in these manifests)` : '';
  if (isGone(change) || change.action === 'replace') {
    yield loss(
      'danger',
      change.action === 'replace' ? change.refusals.flatMap(({ fields }) => fields) : [],
      `${describeEntry(change.before!)} is deleted, and every ${names.kind} in the cluster with it${count}`,
    );
    return;
  }
  const after = change.after!.object as CustomResourceDefinition;
  yield* schemaLoss(change, before, after);
  const lost = versionsOf(before).filter(
    ({ name, served }) => served && !versionsOf(after).some((one) => one.name === name && one.served),
  );
  if (lost.length > 0)
    yield loss(
      'warning',
      pathsOf(changesBelow(change.fields, 'spec.versions')),
      `${names.kind} is no longer served in ${listed(lost.map(({ name }) => `${group}/${name}`))}: clients of that version fail, and objects that are stored in it cannot be read`,
    );
}

const versionsOf = ({ spec }: CustomResourceDefinition) => spec?.versions ?? [];

/** A definition without some of its fields: what objects have in them is lost. */
function* schemaLoss(
  { fields }: PairChange,
  before: CustomResourceDefinition,
  after: CustomResourceDefinition,
): Generator<Consequence> {
  if (after.spec?.preserveUnknownFields) return;
  for (const { name, schema } of versionsOf(before)) {
    const now = versionsOf(after).find((version) => version.name === name)?.schema;
    const dropped = droppedFields(schema?.openAPIV3Schema, now?.openAPIV3Schema);
    if (dropped.length === 0) continue;
    const version = `spec.versions[name=${name}].schema`;
    const causes = changesBelow(fields, version).filter(({ change }) => change === 'removed');
    yield loss(
      'warning',
      pathsOf(causes),
      `${before.spec.names.kind} no longer has ${listed(dropped)} in ${name}: the API server drops what objects have there when they are written next`,
    );
  }
}
