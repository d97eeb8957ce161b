import type { KubeObject } from '../../../kube/object';
import { qualified } from '../../../kube/status';
import type { AdmissionPlugin } from './plugin';

const FINALIZERS: ReadonlyMap<string, string> = new Map([
  ['persistentvolumeclaims', 'kubernetes.io/pvc-protection'],
  ['persistentvolumes', 'kubernetes.io/pv-protection'],
  ['volumeattributesclasses.storage.k8s.io', 'kubernetes.io/vac-protection'],
]);

/** Claims, volumes and attribute classes stay until nobody uses them: controllers take the finalizer off. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',

  handles: ({ operation, resource, subresource }) =>
    operation === 'CREATE' && subresource === '' && FINALIZERS.has(qualified(resource)),

  mutate(object: KubeObject, { resource }) {
    const finalizer = FINALIZERS.get(qualified(resource))!;
    const { finalizers = [] } = object.metadata;
    if (finalizers.includes(finalizer)) return object;
    return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
  },
};
