import { DEFAULT_STORAGE_CLASS_MARKS, defaultClassOf } from '../../../kube/default-class';
import type { PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import { StorageClasses } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import { namesClass } from '../../../kube/storage-class-of';
import { type AdmissionPlugin, targets } from './plugin';

/** A claim that names no storage class gets the default one. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  handles: targets('persistentvolumeclaims', ['CREATE']),

  mutate(object, _request, environment) {
    const claim = object as PersistentVolumeClaim;
    if (namesClass(claim)) return claim;
    const chosen = defaultClassOf(environment.list(StorageClasses), DEFAULT_STORAGE_CLASS_MARKS);
    if (!chosen) return claim;
    return { ...claim, spec: { ...claim.spec, storageClassName: chosen.metadata.name } } as KubeObject;
  },
};
