import type { PersistentVolumeClaim } from '../../../kube/generated/core-v1';
import { StorageClasses } from '../../../kube/generated/resources';
import { Quantity } from '../../../kube/quantity';
import { claimClass } from '../../../kube/storage-class-of';
import { type AdmissionPlugin, targets } from './plugin';
import { refused } from './refusal';

/** Only a bound claim can grow, and only if its class says so. */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  handles: targets('persistentvolumeclaims', ['UPDATE']),

  validate(request, environment) {
    const claim = request.object as PersistentVolumeClaim;
    const old = request.oldObject as PersistentVolumeClaim;
    if (sizeOf(claim).compare(sizeOf(old)) <= 0) return;
    if (old.status?.phase !== 'Bound')
      throw refused(request, 'Only bound persistent volume claims can be expanded');
    const name = claimClass(claim);
    const storageClass =
      name && name === claimClass(old) ? environment.get(StorageClasses, '', name) : undefined;
    if (!storageClass?.allowVolumeExpansion)
      throw refused(
        request,
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      );
  },
};

function sizeOf({ spec }: PersistentVolumeClaim): Quantity {
  return Quantity.parse(spec?.resources?.requests?.['storage'] ?? '0');
}
