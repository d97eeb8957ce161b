import { forbiddenField, invalidValue, required } from '../../field-error';
import { nameIsDnsSubdomain } from '../../names';
import { Quantity } from '../../quantity';
import { validateClaimTemplate } from '../claim-spec';
import { validateCsiDriverName } from '../csi';
import { validateSupported } from '../scalars';
import { CLOUD_VOLUME_SOURCES } from './cloud-volumes';
import { validatePullPolicy } from './image';
import { validateFileMode, validateLocalDescendingPath, validateNoBacksteps } from './paths';
import { validateProjected } from './projected';
import { validateDownwardFile, validateKeyFiles } from './volume-files';
import { requireFields, type VolumeSourceRule, type VolumeSourceType } from './volume-source-rule';

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

/** In the order in which Kubernetes looks at them. */
export const VOLUME_SOURCES: { readonly [K in VolumeSourceType]-?: VolumeSourceRule } = {
  emptyDir: {
    validate: ({ emptyDir }, path, errors) => {
      const limit = emptyDir!.sizeLimit;
      if (limit !== undefined && Quantity.parse(limit).sign < 0)
        errors.push(
          forbiddenField(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity'),
        );
    },
  },
  hostPath: {
    validate: ({ hostPath }, path, errors) => {
      requireFields(hostPath!, ['path'], path, errors);
      if (!hostPath!.path) return;
      validateNoBacksteps(hostPath!.path, path.child('path'), errors);
      if (hostPath!.type !== undefined)
        validateSupported(hostPath!.type, HOST_PATH_TYPES, path.child('type'), errors);
    },
  },
  gitRepo: {
    validate: ({ gitRepo }, path, errors) => {
      requireFields(gitRepo!, ['repository'], path, errors);
      validateLocalDescendingPath(gitRepo!.directory ?? '', path.child('directory'), errors);
    },
  },
  gcePersistentDisk: CLOUD_VOLUME_SOURCES.gcePersistentDisk,
  awsElasticBlockStore: CLOUD_VOLUME_SOURCES.awsElasticBlockStore,
  secret: {
    validate: ({ secret }, path, errors) => {
      requireFields(secret!, ['secretName'], path, errors);
      validateKeyFiles(secret!, path, errors);
    },
  },
  nfs: {
    validate: ({ nfs }, path, errors) => {
      requireFields(nfs!, ['server', 'path'], path, errors);
      if (!nfs!.path?.startsWith('/'))
        errors.push(invalidValue(path.child('path'), nfs!.path ?? '', 'must be an absolute path'));
    },
  },
  iscsi: CLOUD_VOLUME_SOURCES.iscsi,
  glusterfs: CLOUD_VOLUME_SOURCES.glusterfs,
  flocker: CLOUD_VOLUME_SOURCES.flocker,
  persistentVolumeClaim: {
    validate: ({ persistentVolumeClaim }, path, errors) =>
      requireFields(persistentVolumeClaim!, ['claimName'], path, errors),
  },
  rbd: CLOUD_VOLUME_SOURCES.rbd,
  cinder: CLOUD_VOLUME_SOURCES.cinder,
  cephfs: CLOUD_VOLUME_SOURCES.cephfs,
  quobyte: CLOUD_VOLUME_SOURCES.quobyte,
  downwardAPI: {
    refusedAt: 'downwarAPI',
    validate: ({ downwardAPI }, path, errors) => {
      validateFileMode(downwardAPI!.defaultMode, path.child('defaultMode'), errors);
      for (const file of downwardAPI!.items ?? []) validateDownwardFile(file, path, errors);
    },
  },
  fc: CLOUD_VOLUME_SOURCES.fc,
  flexVolume: CLOUD_VOLUME_SOURCES.flexVolume,
  configMap: {
    validate: ({ configMap }, path, errors) => {
      requireFields(configMap!, ['name'], path, errors);
      validateKeyFiles(configMap!, path, errors);
    },
  },
  azureFile: CLOUD_VOLUME_SOURCES.azureFile,
  vsphereVolume: CLOUD_VOLUME_SOURCES.vsphereVolume,
  photonPersistentDisk: CLOUD_VOLUME_SOURCES.photonPersistentDisk,
  portworxVolume: CLOUD_VOLUME_SOURCES.portworxVolume,
  azureDisk: CLOUD_VOLUME_SOURCES.azureDisk,
  storageos: CLOUD_VOLUME_SOURCES.storageos,
  projected: {
    validate: ({ projected }, path, errors) => validateProjected(projected!, path, errors),
  },
  scaleIO: CLOUD_VOLUME_SOURCES.scaleIO,
  csi: {
    validate: ({ csi }, path, errors) => {
      validateCsiDriverName(csi!.driver ?? '', path.child('driver'), errors);
      const secret = csi!.nodePublishSecretRef;
      if (!secret) return;
      if (!secret.name) errors.push(required(path.child('nodePublishSecretRef', 'name')));
      else
        for (const message of nameIsDnsSubdomain(secret.name, false))
          errors.push(invalidValue(path.child('name'), secret.name, message));
    },
  },
  ephemeral: {
    validate: ({ ephemeral }, path, errors) => {
      const template = ephemeral!.volumeClaimTemplate;
      if (!template) errors.push(required(path.child('volumeClaimTemplate')));
      else validateClaimTemplate(template, path.child('volumeClaimTemplate'), errors);
    },
  },
  image: {
    validate: ({ image }, path, errors, inPod) => {
      if (inPod) requireFields(image!, ['reference'], path, errors);
      validatePullPolicy(image!.pullPolicy, path.child('pullPolicy'), errors);
    },
  },
};
