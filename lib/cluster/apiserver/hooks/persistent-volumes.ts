import type { PersistentVolume } from '../../../kube/generated/core-v1';
import { withPhaseTransitionTime } from '../../../kube/strategies/persistent-volume';
import { type Clock, timestamp } from '../../clock/clock';
import type { RegistryHooks } from '../registry';

/** A volume says since when it is in its phase. */
export function persistentVolumeHooks(clock: Clock): RegistryHooks {
  return {
    beforeUpdate: (object, old, { subresource }) =>
      subresource === 'status'
        ? withPhaseTransitionTime(object as PersistentVolume, old as PersistentVolume, timestamp(clock.now()))
        : object,
  };
}
