import type { PersistentVolume, PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import type { Quantity } from '../../../kube/generated/meta-v1';
import type {
  CSIDriver,
  CSINode,
  StorageClass,
  VolumeAttachment,
  VolumeAttributesClass,
} from '../../../kube/generated/storage-v1';
import type { KubeObject } from '../../../kube/object';
import { age, NONE, nameOf, UNSET } from './cells';
import type { Cell } from './table';

/** Sorted as Kubernetes lists them. */
const ACCESS_MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

function accessModesText(modes: readonly string[] | undefined): string {
  return ACCESS_MODES.filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

/** This annotation was there before the field. */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

function storageClassOf({ metadata }: KubeObject, field: string | undefined): string {
  return metadata.annotations?.[CLASS_ANNOTATION] ?? field ?? '';
}

/** An amount that is not there is no amount. */
function storageText(amounts: { readonly [resource: string]: Quantity } | undefined): string {
  return String(amounts?.['storage'] ?? 0);
}

export function persistentVolumeCells(volume: PersistentVolume, now: number): readonly Cell[] {
  const { metadata, spec, status } = volume;
  const claim = spec?.claimRef;
  return [
    nameOf(volume),
    storageText(spec?.capacity),
    accessModesText(spec?.accessModes),
    spec?.persistentVolumeReclaimPolicy ?? '',
    metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    claim ? `${claim.namespace ?? ''}/${claim.name ?? ''}` : '',
    storageClassOf(volume, spec?.storageClassName),
    spec?.volumeAttributesClassName ?? UNSET,
    status?.reason ?? '',
    age(volume, now),
    spec?.volumeMode ?? UNSET,
  ];
}

/** What a claim got is shown once it has a volume. */
export function persistentVolumeClaimCells(claim: PersistentVolumeClaim, now: number): readonly Cell[] {
  const { metadata, spec, status } = claim;
  const isBound = Boolean(spec?.volumeName);
  return [
    nameOf(claim),
    metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    spec?.volumeName ?? '',
    isBound ? storageText(status?.capacity) : '',
    isBound ? accessModesText(status?.accessModes) : '',
    storageClassOf(claim, spec?.storageClassName),
    spec?.volumeAttributesClassName ?? UNSET,
    age(claim, now),
    spec?.volumeMode ?? UNSET,
  ];
}

const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

export function storageClassCells(object: StorageClass, now: number): readonly Cell[] {
  const isDefault = DEFAULT_CLASS.some((key) => object.metadata.annotations?.[key] === 'true');
  return [
    isDefault ? `${nameOf(object)} (default)` : nameOf(object),
    object.provisioner,
    object.reclaimPolicy ?? 'Delete',
    object.volumeBindingMode ?? 'Immediate',
    object.allowVolumeExpansion ?? false,
    age(object, now),
  ];
}

export function volumeAttributesClassCells(object: VolumeAttributesClass, now: number): readonly Cell[] {
  return [nameOf(object), object.driverName, age(object, now)];
}

export function volumeAttachmentCells(attachment: VolumeAttachment, now: number): readonly Cell[] {
  const { attacher, source, nodeName } = attachment.spec;
  return [
    nameOf(attachment),
    attacher,
    source.persistentVolumeName ?? '',
    nodeName,
    attachment.status?.attached ?? false,
    age(attachment, now),
  ];
}

export function csiNodeCells(node: CSINode, now: number): readonly Cell[] {
  return [nameOf(node), node.spec.drivers?.length ?? 0, age(node, now)];
}

export function csiDriverCells(driver: CSIDriver, now: number): readonly Cell[] {
  const { spec } = driver;
  return [
    nameOf(driver),
    spec.attachRequired ?? true,
    spec.podInfoOnMount ?? false,
    spec.storageCapacity ?? false,
    spec.tokenRequests ? spec.tokenRequests.map(({ audience }) => audience).join(',') : UNSET,
    spec.requiresRepublish ?? false,
    spec.volumeLifecycleModes?.join(',') || NONE,
    age(driver, now),
  ];
}
