import { changeField, fillAbsent, fillEmpty, withField } from '../defaults/defaulting';
import { defaultVolumeSource } from '../defaults/pod/volume';
import { roundedResources } from '../defaults/resource-list';
import { type FieldError, forbiddenField, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { PersistentVolume, PersistentVolumeSpec, Volume } from '../generated/core-v1';
import { goJsonIndented } from '../go-format';
import { goStruct } from '../go-struct';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { unifiedDiff } from '../unified-diff';
import { nodeSelectorTermWarnings } from '../validation/node-label-warnings';
import { validateOwnMetadata } from '../validation/own-metadata';
import { validateVolumeSpec } from '../validation/persistent-volume';
import { SOURCES } from '../validation/persistent-volume-sources';
import { validateImmutable } from '../validation/scalars';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };
const SPEC = FieldPath.of('spec');
const STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';
const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options';

export const persistentVolumeStrategy: Strategy<PersistentVolume> = {
  validatesOwnMetadata: true,
  defaults: (volume) =>
    changeField(changeField(fillAbsent(volume, { spec: {} }), 'spec', withSpecDefaults), 'status', (status) =>
      fillEmpty(status, { phase: 'Pending' }),
    ),
  initialStatus: ({ metadata }) => ({
    phase: 'Pending',
    lastPhaseTransitionTime: metadata.creationTimestamp,
  }),
  validate: (volume) => errorsOf(volume),
  validateUpdate: (volume, old) => {
    const errors = errorsOf(volume);
    errors.push(...specErrorsOf(volume));
    validateUpdate(volume.spec ?? {}, old.spec ?? {}, errors);
    return errors;
  },
  prepareForStatusUpdate: (volume, old) => {
    const { phase, lastPhaseTransitionTime } = volume.status ?? {};
    if (phase !== old.status?.phase || lastPhaseTransitionTime) return volume;
    return changeField(volume, 'status', (status) =>
      withField(status, 'lastPhaseTransitionTime', old.status?.lastPhaseTransitionTime),
    );
  },
  warnings: volumeWarnings,
};

/**
 * The volume with the time at which its phase changed, unless whoever changed it said so. For the API server, which has
 * the time; `now` as the API writes times.
 */
export function withPhaseTransitionTime(
  volume: PersistentVolume,
  old: PersistentVolume,
  now: string,
): PersistentVolume {
  const { phase, lastPhaseTransitionTime: time } = volume.status ?? {};
  if (phase === old.status?.phase || (time && time !== old.status?.lastPhaseTransitionTime)) return volume;
  return { ...volume, status: { ...volume.status, lastPhaseTransitionTime: now } };
}

function withSpecDefaults(given: PersistentVolumeSpec): PersistentVolumeSpec {
  let spec = fillEmpty(given, { persistentVolumeReclaimPolicy: 'Retain' });
  spec = fillAbsent(spec, { volumeMode: 'Filesystem' });
  spec = changeField(spec, 'capacity', roundedResources);
  return defaultVolumeSource(spec as Partial<Volume>) as PersistentVolumeSpec;
}

function specErrorsOf(volume: PersistentVolume): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadata(volume, SCOPE, errors);
  validateVolumeSpec(volume.spec ?? {}, volume.metadata.name ?? '', false, SPEC, errors);
  return errors;
}

/** Sources that can be mounted with options. */
const WITH_MOUNT_OPTIONS = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'rbd',
  'quobyte',
  'iscsi',
  'cinder',
  'cephfs',
  'azureFile',
  'vsphereVolume',
  'azureDisk',
  'photonPersistentDisk',
] as const;

function errorsOf(volume: PersistentVolume): FieldError[] {
  const errors = specErrorsOf(volume);
  const { metadata, spec } = volume;
  const hasOptions = metadata.annotations?.[MOUNT_OPTIONS] !== undefined;
  if (hasOptions && !WITH_MOUNT_OPTIONS.some((source) => spec?.[source]))
    errors.push(
      forbiddenField(
        FieldPath.of('metadata').child('annotations', MOUNT_OPTIONS),
        'may not specify mount options for this volume type',
      ),
    );
  return errors;
}

function validateUpdate(spec: PersistentVolumeSpec, old: PersistentVolumeSpec, errors: FieldError[]): void {
  const compared = withoutNewExpandSecret(spec, old);
  if (SOURCES.some((source) => !equal(compared[source], old[source]))) {
    const diff = unifiedDiff(prettySource(old), prettySource(compared));
    errors.push(
      forbiddenField(
        SPEC.child('persistentvolumesource'),
        `spec.persistentvolumesource is immutable after creation\n${diff}`,
      ),
    );
  }
  validateImmutable(spec.volumeMode, old.volumeMode, FieldPath.of('volumeMode'), errors);
  validateAffinityUpdate(spec, old, errors);
  if (old.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined)
    errors.push(
      forbiddenField(
        SPEC.child('volumeAttributesClassName'),
        'update from non-nil value to nil is forbidden',
      ),
    );
}

const prettySource = (spec: PersistentVolumeSpec) =>
  goJsonIndented(goStruct('core.PersistentVolumeSource', spec));

/** The secret for growing a volume may be added later. */
function withoutNewExpandSecret(spec: PersistentVolumeSpec, old: PersistentVolumeSpec): PersistentVolumeSpec {
  if (!spec.csi?.controllerExpandSecretRef || !old.csi || old.csi.controllerExpandSecretRef) return spec;
  return { ...spec, csi: withField(spec.csi, 'controllerExpandSecretRef', undefined) };
}

const GA_LABELS: { readonly [beta: string]: string } = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};

/** Labels of nodes may be replaced by their new names; nothing else changes. */
function validateAffinityUpdate(
  { nodeAffinity }: PersistentVolumeSpec,
  { nodeAffinity: old }: PersistentVolumeSpec,
  errors: FieldError[],
): void {
  if (!old || equal(nodeAffinity, old) || equal(nodeAffinity, withNewLabels(old, nodeAffinity))) return;
  errors.push(
    invalidValue(
      FieldPath.of('nodeAffinity'),
      goStruct('*core.VolumeNodeAffinity', nodeAffinity),
      'field is immutable, except for updating from beta label to GA',
    ),
  );
}

type Affinity = PersistentVolumeSpec['nodeAffinity'];

/** The old affinity with each label's new name where the new affinity has it. */
function withNewLabels(old: NonNullable<Affinity>, updated: Affinity): Affinity {
  const terms = updated?.required?.nodeSelectorTerms;
  return changeField(old, 'required', (required) => ({
    ...required,
    nodeSelectorTerms: required.nodeSelectorTerms?.map((term, index) =>
      changeField(term, 'matchExpressions', (expressions) =>
        expressions.map((expression, position) => {
          const key = terms?.[index]?.matchExpressions?.[position]?.key;
          return key && GA_LABELS[expression.key] === key ? { ...expression, key } : expression;
        }),
      ),
    ),
  }));
}

const DEAD_SOURCES: readonly (readonly [source: keyof PersistentVolumeSpec, path: string, text: string])[] = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

function volumeWarnings({ metadata, spec = {} }: PersistentVolume): string[] {
  const warnings: string[] = [];
  const annotation = (name: string, text: string) => {
    if (metadata.annotations?.[name] !== undefined) warnings.push(`metadata.annotations[${name}]: ${text}`);
  };
  annotation(STORAGE_CLASS, 'deprecated since v1.8; use "storageClassName" attribute instead');
  annotation(MOUNT_OPTIONS, 'deprecated since v1.31; use "mountOptions" attribute instead');
  if (spec.persistentVolumeReclaimPolicy === 'Recycle')
    warnings.push(
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    );
  const terms = SPEC.child('nodeAffinity', 'required', 'nodeSelectorTerms');
  spec.nodeAffinity?.required?.nodeSelectorTerms?.forEach((term, index) => {
    warnings.push(...nodeSelectorTermWarnings(term, terms.index(index), false));
  });
  for (const [source, path, text] of DEAD_SOURCES) if (spec[source]) warnings.push(`spec.${path}: ${text}`);
  return warnings;
}
