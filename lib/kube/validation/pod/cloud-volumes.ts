import { type FieldError, invalidValue, notSupported, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type {
  AzureDiskVolumeSource,
  FCVolumeSource,
  ISCSIVolumeSource,
  QuobyteVolumeSource,
} from '../../generated/core-v1';
import { inclusiveRangeError } from '../../names';
import { validateDnsLabel } from '../names';
import { validateSupported } from '../scalars';
import { requireFields, type VolumeSourceRule, type VolumeSourceType } from './volume-source-rule';

/** Volumes of particular storage systems; most of them are deprecated, and still checked. */
type CloudVolumeType = Extract<
  VolumeSourceType,
  | 'gcePersistentDisk'
  | 'awsElasticBlockStore'
  | 'iscsi'
  | 'glusterfs'
  | 'flocker'
  | 'rbd'
  | 'cinder'
  | 'cephfs'
  | 'quobyte'
  | 'fc'
  | 'flexVolume'
  | 'azureFile'
  | 'vsphereVolume'
  | 'photonPersistentDisk'
  | 'portworxVolume'
  | 'azureDisk'
  | 'storageos'
  | 'scaleIO'
>;

export const CLOUD_VOLUME_SOURCES: { readonly [K in CloudVolumeType]: VolumeSourceRule } = {
  gcePersistentDisk: {
    path: 'persistentDisk',
    refusedAt: 'gcePersistentDisk',
    validate: ({ gcePersistentDisk }, path, errors) => {
      requireFields(gcePersistentDisk!, ['pdName'], path, errors);
      validatePartition(gcePersistentDisk!.partition, path, errors);
    },
  },
  awsElasticBlockStore: {
    validate: ({ awsElasticBlockStore }, path, errors) => {
      requireFields(awsElasticBlockStore!, ['volumeID'], path, errors);
      validatePartition(awsElasticBlockStore!.partition, path, errors);
    },
  },
  iscsi: { validate: ({ iscsi }, path, errors) => validateIscsi(iscsi!, path, errors) },
  glusterfs: {
    validate: ({ glusterfs }, path, errors) => requireFields(glusterfs!, ['endpoints', 'path'], path, errors),
  },
  flocker: {
    validate: ({ flocker }, path, errors) => {
      const { datasetName = '', datasetUUID } = flocker!;
      if (!datasetName && !datasetUUID)
        errors.push(required(path, 'one of datasetName and datasetUUID is required'));
      if (datasetName && datasetUUID)
        errors.push(
          invalidValue(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'),
        );
      if (datasetName.includes('/'))
        errors.push(invalidValue(path.child('datasetName'), datasetName, "must not contain '/'"));
    },
  },
  rbd: { validate: ({ rbd }, path, errors) => requireFields(rbd!, ['monitors', 'image'], path, errors) },
  cinder: {
    validate: ({ cinder }, path, errors) => {
      requireFields(cinder!, ['volumeID'], path, errors);
      requireSecretName(cinder!.secretRef, path, errors);
    },
  },
  cephfs: {
    refusedAt: 'cephFS',
    validate: ({ cephfs }, path, errors) => requireFields(cephfs!, ['monitors'], path, errors),
  },
  quobyte: { validate: ({ quobyte }, path, errors) => validateQuobyte(quobyte!, path, errors) },
  fc: { validate: ({ fc }, path, errors) => validateFibreChannel(fc!, path, errors) },
  flexVolume: {
    validate: ({ flexVolume }, path, errors) => {
      requireFields(flexVolume!, ['driver'], path, errors);
      for (const key in flexVolume!.options)
        if (/\.(kubernetes|k8s)\.io$/.test(`.${key.toLowerCase().split('/', 1)[0]}`))
          errors.push(
            invalidValue(
              path.child('options').key(key),
              key,
              'kubernetes.io and k8s.io namespaces are reserved',
            ),
          );
    },
  },
  azureFile: {
    validate: ({ azureFile }, path, errors) =>
      requireFields(azureFile!, ['secretName', 'shareName'], path, errors),
  },
  vsphereVolume: {
    validate: ({ vsphereVolume }, path, errors) =>
      requireFields(vsphereVolume!, ['volumePath'], path, errors),
  },
  photonPersistentDisk: {
    validate: ({ photonPersistentDisk }, path, errors) =>
      requireFields(photonPersistentDisk!, ['pdID'], path, errors),
  },
  portworxVolume: {
    validate: ({ portworxVolume }, path, errors) =>
      requireFields(portworxVolume!, ['volumeID'], path, errors),
  },
  azureDisk: { validate: ({ azureDisk }, path, errors) => validateAzureDisk(azureDisk!, path, errors) },
  storageos: {
    validate: ({ storageos }, path, errors) => {
      const { volumeName, volumeNamespace, secretRef } = storageos!;
      if (!volumeName) errors.push(required(path.child('volumeName')));
      else validateDnsLabel(volumeName, path.child('volumeName'), errors);
      if (volumeNamespace) validateDnsLabel(volumeNamespace, path.child('volumeNamespace'), errors);
      requireSecretName(secretRef, path, errors);
    },
  },
  scaleIO: {
    validate: ({ scaleIO }, path, errors) =>
      requireFields(scaleIO!, ['gateway', 'system', 'volumeName'], path, errors),
  },
};

function validatePartition(partition = 0, path: FieldPath, errors: FieldError[]): void {
  if (partition < 0 || partition > 255)
    errors.push(invalidValue(path.child('partition'), partition, inclusiveRangeError(1, 255)));
}

function requireSecretName(
  secret: { readonly name?: string } | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (secret && !secret.name) errors.push(required(path.child('secretRef', 'name')));
}

const IQN_FORMATS: { readonly [prefix: string]: RegExp } = {
  iqn: /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[a-zA-Z0-9]{16}$/,
  naa: /^naa.[a-zA-Z0-9]{32}$/,
};

function validateIscsi(iscsi: ISCSIVolumeSource, path: FieldPath, errors: FieldError[]): void {
  const { iqn, lun = 0, initiatorName } = iscsi;
  requireFields(iscsi, ['targetPortal', 'iqn'], path, errors);
  if (iqn) validateIqn(iqn, path.child('iqn'), errors);
  if (lun < 0 || lun > 255) errors.push(invalidValue(path.child('lun'), lun, inclusiveRangeError(0, 255)));
  if ((iscsi.chapAuthDiscovery || iscsi.chapAuthSession) && !iscsi.secretRef)
    errors.push(required(path.child('secretRef')));
  if (initiatorName !== undefined) validateIqn(initiatorName, path.child('initiatorname'), errors);
}

function validateIqn(name: string, path: FieldPath, errors: FieldError[]): void {
  const format = IQN_FORMATS[name.slice(0, 3)];
  if (!format) errors.push(invalidValue(path, name, 'must be valid format starting with iqn, eui, or naa'));
  else if (!format.test(name)) errors.push(invalidValue(path, name, 'must be valid format'));
}

const REGISTRY = 'must be a host:port pair or multiple pairs separated by commas';
const HOST_AND_PORT = /^([^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/;

function validateQuobyte(
  { registry, tenant = '', volume }: QuobyteVolumeSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!registry) errors.push(required(path.child('registry'), REGISTRY));
  else if (tenant.length >= 65)
    errors.push(
      required(path.child('tenant'), 'must be a UUID and may not exceed a length of 64 characters'),
    );
  else
    for (const pair of registry.split(','))
      if (!HOST_AND_PORT.test(pair)) errors.push(invalidValue(path.child('registry'), registry, REGISTRY));
  if (!volume) errors.push(required(path.child('volume')));
}

function validateFibreChannel(
  { targetWWNs = [], wwids = [], lun }: FCVolumeSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  const at = path.child('targetWWNs');
  if (targetWWNs.length === 0 && wwids.length === 0)
    errors.push(required(at, 'must specify either targetWWNs or wwids, but not both'));
  if (targetWWNs.length === 0) return;
  if (wwids.length > 0)
    errors.push(invalidValue(at, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'));
  if (lun === undefined)
    errors.push(required(path.child('lun'), 'lun is required if targetWWNs is specified'));
  else if (lun < 0 || lun > 255)
    errors.push(invalidValue(path.child('lun'), lun, inclusiveRangeError(0, 255)));
}

const MANAGED_DISK = [
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
];
const BLOB_DISK = ['https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'];

function validateAzureDisk(disk: AzureDiskVolumeSource, path: FieldPath, errors: FieldError[]): void {
  const { diskURI = '', cachingMode, kind } = disk;
  requireFields(disk, ['diskName', 'diskURI'], path, errors);
  if (cachingMode !== undefined)
    validateSupported(cachingMode, ['None', 'ReadOnly', 'ReadWrite'], path.child('cachingMode'), errors);
  if (kind === undefined) return;
  validateSupported(kind, ['Dedicated', 'Managed', 'Shared'], path.child('kind'), errors);
  if (kind === 'Managed' && !diskURI.startsWith('/subscriptions/'))
    errors.push(notSupported(path.child('diskURI'), diskURI, MANAGED_DISK));
  if (kind !== 'Managed' && !diskURI.startsWith('https://'))
    errors.push(notSupported(path.child('diskURI'), diskURI, BLOB_DISK));
}
