import type { PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import { StorageClasses } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import { namesClass } from '../../../kube/storage-class-of';
import { defaultClassOf } from './default-class';
import { type AdmissionPlugin, targets } from './plugin';

const MARKS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** A claim that names no storage class gets the default one. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  handles: targets('persistentvolumeclaims', ['CREATE']),

  mutate(object, _request, environment) {
    const claim = object as PersistentVolumeClaim;
    if (namesClass(claim)) return claim;
    const chosen = defaultClassOf(environment.list(StorageClasses), MARKS);
    if (!chosen) return claim;
    return { ...claim, spec: { ...claim.spec, storageClassName: chosen.metadata.name } } as KubeObject;
  },
};
