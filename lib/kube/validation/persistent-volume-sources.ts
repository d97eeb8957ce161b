import { type FieldError, forbiddenField, invalidValue, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type {
  CSIPersistentVolumeSource,
  ISCSIPersistentVolumeSource,
  PersistentVolumeSpec,
  SecretReference,
  Volume,
} from '../generated/core-v1';
import { nameIsDnsLabel } from '../names';
import { validateCsiDriverName } from './csi';
import { validateDnsLabel, validateDnsSubdomain } from './names';
import { validateNoBacksteps } from './pod/paths';
import { requireFields } from './pod/volume-source-rule';
import { VOLUME_SOURCES } from './pod/volume-sources';

/** What is behind a PersistentVolume. Most kinds are those of pods, some say more. */

type Source = keyof typeof RULES;
/** `path` is that of the source, `at` that of the spec. */
type Rule = (
  spec: PersistentVolumeSpec,
  path: FieldPath,
  errors: FieldError[],
  volumeName: string,
  at: FieldPath,
) => void;

/** The rule of pods' volumes of the same kind. */
function asInPods(source: keyof typeof VOLUME_SOURCES): Rule {
  return (spec, path, errors) =>
    VOLUME_SOURCES[source].validate(spec as unknown as Volume, path, errors, true);
}

/** In the order in which Kubernetes looks at them. */
const RULES = {
  hostPath: asInPods('hostPath'),
  gcePersistentDisk: asInPods('gcePersistentDisk'),
  awsElasticBlockStore: asInPods('awsElasticBlockStore'),
  glusterfs: ({ glusterfs }, path, errors) => {
    const { endpointsNamespace: namespace } = glusterfs!;
    const at = path.child('endpointsNamespace');
    requireFields(glusterfs!, ['endpoints', 'path'], path, errors);
    if (namespace === '')
      errors.push(invalidValue(at, '', 'if the endpointnamespace is set, it must be a valid namespace name'));
    else if (namespace !== undefined)
      for (const message of nameIsDnsLabel(namespace, false))
        errors.push(invalidValue(at, namespace, message));
  },
  flocker: asInPods('flocker'),
  nfs: asInPods('nfs'),
  rbd: asInPods('rbd'),
  quobyte: asInPods('quobyte'),
  cephfs: asInPods('cephfs'),
  iscsi: ({ iscsi }, path, errors, volumeName) => validateIscsi(iscsi!, volumeName, path, errors),
  cinder: ({ cinder }, path, errors) => {
    requireFields(cinder!, ['volumeID'], path, errors);
    requireReference(cinder!.secretRef, path, errors);
  },
  fc: asInPods('fc'),
  flexVolume: asInPods('flexVolume'),
  azureFile: ({ azureFile }, path, errors) => {
    requireFields(azureFile!, ['secretName', 'shareName'], path, errors);
    if (azureFile!.secretNamespace === '') errors.push(required(path.child('secretNamespace')));
  },
  vsphereVolume: asInPods('vsphereVolume'),
  photonPersistentDisk: asInPods('photonPersistentDisk'),
  portworxVolume: asInPods('portworxVolume'),
  azureDisk: asInPods('azureDisk'),
  scaleIO: asInPods('scaleIO'),
  local: ({ local, nodeAffinity }, path, errors, _volumeName, at) => {
    requireFields(local!, ['path'], path, errors);
    if (local!.path) validateNoBacksteps(local!.path, path.child('path'), errors);
    if (!nodeAffinity) errors.push(required(at.child('nodeAffinity'), 'Local volume requires node affinity'));
  },
  storageos: ({ storageos }, path, errors) => {
    const { volumeName, volumeNamespace, secretRef } = storageos!;
    requireFields(storageos!, ['volumeName'], path, errors);
    if (volumeName) validateDnsLabel(volumeName, path.child('volumeName'), errors);
    if (volumeNamespace) validateDnsLabel(volumeNamespace, path.child('volumeNamespace'), errors);
    requireReference(secretRef, path, errors);
  },
  csi: ({ csi }, path, errors) => validateCsi(csi!, path, errors),
} satisfies { readonly [source: string]: Rule };

export const SOURCES = Object.keys(RULES) as Source[];

/** Exactly one source; a flexVolume is looked at even after another. */
export function validateVolumeSources(
  spec: PersistentVolumeSpec,
  volumeName: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  let hasOne = false;
  for (const source of SOURCES) {
    if (!spec[source]) continue;
    const podRule =
      source in VOLUME_SOURCES ? VOLUME_SOURCES[source as keyof typeof VOLUME_SOURCES] : undefined;
    if (hasOne && source !== 'flexVolume')
      errors.push(
        forbiddenField(
          path.child(podRule?.refusedAt ?? podRule?.path ?? source),
          'may not specify more than 1 volume type',
        ),
      );
    else (RULES[source] as Rule)(spec, path.child(podRule?.path ?? source), errors, volumeName, path);
    hasOne = true;
  }
  if (!hasOne) errors.push(required(path, 'must specify a volume type'));
}

const MAX_PORTAL = 64;

function validateIscsi(
  iscsi: ISCSIPersistentVolumeSource,
  volumeName: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { targetPortal = '', initiatorName, secretRef } = iscsi;
  if (initiatorName !== undefined && `${volumeName}:${targetPortal}`.length > MAX_PORTAL)
    errors.push(
      invalidValue(
        path.child('targetportal'),
        targetPortal,
        'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
      ),
    );
  const { secretRef: _checkedBelow, ...rest } = iscsi;
  const asInPod = { iscsi: secretRef ? { ...rest, secretRef: { name: secretRef.name } } : rest };
  const found: FieldError[] = [];
  VOLUME_SOURCES.iscsi.validate(asInPod as Volume, path, found, true);
  // Kubernetes says less about names here than in pods.
  for (const error of found)
    errors.push({ ...error, message: error.message.replace(' starting with iqn, eui, or naa', '') });
  if (secretRef && !secretRef.name) errors.push(required(path.child('secretRef', 'name')));
}

function requireReference(secret: SecretReference | undefined, path: FieldPath, errors: FieldError[]): void {
  if (secret) requireFields(secret, ['name', 'namespace'], path.child('secretRef'), errors);
}

const CSI_SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

function validateCsi(csi: CSIPersistentVolumeSource, path: FieldPath, errors: FieldError[]): void {
  validateCsiDriverName(csi.driver ?? '', path.child('driver'), errors);
  requireFields(csi, ['volumeHandle'], path, errors);
  for (const field of CSI_SECRETS) {
    const secret = csi[field];
    if (secret) validateSecretReference(secret, path.child(field), errors);
  }
}

function validateSecretReference(
  { name, namespace }: SecretReference,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!name) errors.push(required(path.child('name')));
  else validateDnsSubdomain(name, path.child('name'), errors);
  if (!namespace) errors.push(required(path.child('namespace')));
  else validateDnsLabel(namespace, path.child('namespace'), errors);
}
