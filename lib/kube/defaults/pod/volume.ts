import type {
  DownwardAPIVolumeFile,
  PersistentVolumeClaimSpec,
  ProjectedVolumeSource,
  Volume,
  VolumeProjection,
} from '../../generated/core-v1';
import { changeElements, changeField, fillAbsent, fillEmpty } from '../defaulting';
import { roundRequirements } from '../resource-list';
import { defaultFieldRef, pullPolicyOf } from './container';

const FILE_MODE = 0o644;
const HOUR = 3600;

type Source = Exclude<keyof Volume, 'name'>;

/** What each kind of volume gets. */
const SOURCES: { readonly [K in Source]?: (source: NonNullable<Volume[K]>) => NonNullable<Volume[K]> } = {
  hostPath: (source) => fillAbsent(source, { type: '' }),
  secret: (source) => fillAbsent(source, { defaultMode: FILE_MODE }),
  configMap: (source) => fillAbsent(source, { defaultMode: FILE_MODE }),
  downwardAPI: (source) =>
    changeElements(fillAbsent(source, { defaultMode: FILE_MODE }), 'items', defaultDownwardFile),
  projected: (source) =>
    changeElements(
      fillAbsent<ProjectedVolumeSource>(source, { defaultMode: FILE_MODE }),
      'sources',
      defaultProjection,
    ),
  iscsi: (source) => fillEmpty(source, { iscsiInterface: 'default' }),
  rbd: (source) => fillEmpty(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  azureDisk: (source) =>
    fillAbsent(source, { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' }),
  scaleIO: (source) => fillEmpty(source, { storageMode: 'ThinProvisioned', fsType: 'xfs' }),
  ephemeral: (source) =>
    changeField(source, 'volumeClaimTemplate', (template) => changeField(template, 'spec', defaultClaimSpec)),
  image: (source) =>
    source.pullPolicy ? source : { ...source, pullPolicy: pullPolicyOf(source.reference ?? '') },
};
const SOURCE_TYPES = Object.keys(SOURCES) as Source[];

export function defaultVolume(volume: Volume): Volume {
  return hasSource(volume) ? defaultVolumeSource(volume) : { ...volume, emptyDir: {} };
}

/** What is behind a volume, or behind a PersistentVolume. */
export function defaultVolumeSource<V extends Partial<Volume>>(volume: V): V {
  for (const type of SOURCE_TYPES)
    if (volume[type]) return changeField(volume, type, SOURCES[type] as (source: object) => never);
  return volume;
}

function hasSource(volume: Volume): boolean {
  for (const field in volume) if (field !== 'name' && volume[field as Source]) return true;
  return false;
}

function defaultDownwardFile(file: DownwardAPIVolumeFile): DownwardAPIVolumeFile {
  return changeField(file, 'fieldRef', defaultFieldRef);
}

function defaultProjection(projection: VolumeProjection): VolumeProjection {
  const files = changeField(projection, 'downwardAPI', (source) =>
    changeElements(source, 'items', defaultDownwardFile),
  );
  return changeField(files, 'serviceAccountToken', (token) => fillAbsent(token, { expirationSeconds: HOUR }));
}

/** The spec of a PersistentVolumeClaim, wherever it is. */
export function defaultClaimSpec(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  return changeField(fillAbsent(spec, { volumeMode: 'Filesystem' }), 'resources', roundRequirements);
}
