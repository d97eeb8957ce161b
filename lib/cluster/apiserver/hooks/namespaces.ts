import type { Namespace } from '../../../kube/generated/core-v1';
import type { KubeObject } from '../../../kube/object';
import { type Clock, timestamp } from '../../clock/clock';
import type { RegistryHooks } from '../registry';

/** The namespaces that can never go. */
export const IMMORTAL_NAMESPACES: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/**
 * A deleted namespace stays, terminating, until its spec.finalizers are empty: the namespace controller removes them
 * through `/finalize` when everything in it is gone.
 */
export function namespaceHooks(clock: Clock): RegistryHooks {
  return {
    beforeDelete(object: KubeObject): KubeObject {
      const namespace = object as Namespace;
      if (namespace.metadata.deletionTimestamp) return namespace;
      const metadata = { ...namespace.metadata, deletionTimestamp: timestamp(clock.now()) };
      return { ...namespace, metadata, status: { ...namespace.status, phase: 'Terminating' } } as Namespace;
    },
    mayBeRemoved: (object) => !(object as Namespace).spec?.finalizers?.length,
  };
}
